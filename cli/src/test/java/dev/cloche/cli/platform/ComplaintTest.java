package dev.cloche.cli.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class ComplaintTest {

    @Test
    void anEnvelopeBecomesOneLineWithItsSolutionAndRequest() {
        String complaint =
                of(
                        503,
                        """
                        {"error_code": "Sandbox.TooManyRequestsExection", "description": "No room.",
                         "error_detail": "16 of\\n16", "error_link": "x", "solution": "End some.",
                         "request_id": "r-1"}
                        """);

        assertThat(complaint)
                .isEqualTo(
                        "No room. 16 of 16 — End some."
                                + " [Sandbox.TooManyRequestsExection, request r-1]");
    }

    @Test
    void anythingElseIsQuoted() {
        assertThat(of(502, "<html>\nBad Gateway</html>"))
                .isEqualTo("the platform answered 502: <html> Bad Gateway</html>");
    }

    @Test
    void somethingLongIsCut() {
        assertThat(of(500, "x".repeat(5000))).hasSizeLessThan(300).endsWith("…");
    }

    @Test
    void nothingIsJustTheStatus() {
        assertThat(of(500, "")).isEqualTo("the platform answered 500");
    }

    @Test
    void otherJsonIsQuoted() {
        assertThat(of(404, "{\"message\": \"no\"}"))
                .isEqualTo("the platform answered 404: {\"message\": \"no\"}");
    }

    private static String of(int status, String body) {
        return Complaint.of(status, body.getBytes(StandardCharsets.UTF_8));
    }
}
