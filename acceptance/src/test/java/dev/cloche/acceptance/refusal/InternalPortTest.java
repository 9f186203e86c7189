package dev.cloche.acceptance.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.acceptance.product.Answer;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.Sandbox;
import dev.cloche.acceptance.product.StatusOnly;
import dev.cloche.api.error.ErrorCode;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// A control plane that takes reports at a port of their own, and did not always.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class InternalPortTest {

    private static final String REPORT = "/internal/sessions/cont_aaaaaaaaaaaaaaaa/container_ready";

    private final int port = Product.freePort();
    private Product product;
    private Sandbox early;
    private String over;

    @BeforeAll
    void itGetsOneWhileSomethingRuns() throws InterruptedException {
        product = Product.start();
        early = Sandbox.open(product.newTenant());
        over =
                early.submit(
                        Map.of(
                                "language",
                                "shell",
                                "timeout",
                                120,
                                "retry",
                                false,
                                "code",
                                "until [ -e end ]; do sleep 0.05; done; echo told"));
        early.awaitRunning(over);
        product.kill();
        product.restartWith(Map.of("cloche.containers.internal-port", String.valueOf(port)));
    }

    @AfterAll
    void close() {
        product.close();
    }

    @Test
    void executorsThatReportedElsewhereAreToldOfIt() {
        early.shell("touch end").ok();

        assertThat(early.result(over).ok().stdout()).isEqualTo("told\n");
    }

    @Test
    void runsAreReportedThere() {
        try (Sandbox sandbox = Sandbox.open(product.newTenant())) {
            assertThat(sandbox.python("print(6 * 7)").ok().stdout()).isEqualTo("42\n");
        }
    }

    @Test
    void thePublicPortTakesNoReports() {
        Answer answer = product.admin().post(REPORT, Map.of());

        assertThat(answer.expect(503).text("error_code"))
                .isEqualTo(ErrorCode.INTERNAL_UNAVAILABLE.wire());
        assertThat(answer(product.url(), "//internal/sessions/x/container_ready"))
                .isNotEqualTo(401);
        assertThat(answer(product.url(), "/x/../internal/sessions/x/container_ready"))
                .isNotEqualTo(401);
    }

    @Test
    void thePortOfReportsServesNothingElse() {
        String url = "http://127.0.0.1:" + port;

        assertThat(answer(url, REPORT)).isIn(400, 401);
        assertThat(answer(url, "/api/v1/sessions")).isEqualTo(404);
        assertThat(answer(url, "/internal/../api/v1/sessions")).isEqualTo(404);
        assertThat(answer(url, "/internal/%2e%2e/api/v1/sessions")).isEqualTo(404);
        assertThat(answer(url, "/internal//../../api/v1/sessions")).isEqualTo(404);
        assertThat(answer(url, "/q/health")).isEqualTo(404);
        assertThat(answer(url, "/q/metrics")).isEqualTo(404);
        assertThat(answer(url, "/")).isEqualTo(404);
    }

    private static int answer(String url, String path) {
        return StatusOnly.of("POST", url + path);
    }
}
