package dev.cloche.acceptance.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloche.acceptance.product.Answer;
import dev.cloche.acceptance.product.Await;
import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.SharedProduct;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The examples for sessions and executions, with their very bodies.
@ExtendWith(SharedProduct.class)
final class SessionsAndExecutionsTest {

    private static final String CREATE =
            """
            {
                "template_id": "python-datascience",
                "mode": "ephemeral",
                "timeout": 300,
                "resources": {
                  "cpu": "2",
                  "memory": "2Gi",
                  "disk": "5Gi"
                }
              }\
            """;

    private static final String EXECUTE =
            """
            {
                "code": "def handler(event):\\n    return {\\"status\\": \\"ok\\", \\"data\\": event}",
                "language": "python",
                "timeout": 30,
                "event": {"name": "Alice"}
              }\
            """;

    private static final String RETURNED =
            """
            {"status": "ok", "data": {"name": "Alice"}}\
            """;

    private final Caller caller;

    SessionsAndExecutionsTest(Product product) {
        this.caller = product.newTenant();
    }

    @Test
    void theCreateExampleGivesASessionAsAskedFor() {
        JsonNode session = create();

        assertThat(session.path("session_id").asText()).matches("sess_[a-z0-9]{16}");
        assertThat(session.path("id")).isEqualTo(session.path("session_id"));
        assertThat(session.path("template_id").asText()).isEqualTo("python-datascience");
        assertThat(session.path("mode").asText()).isEqualTo("ephemeral");
        assertThat(session.path("status").asText()).isIn("creating", "running");
        assertThat(session.path("timeout").asInt()).isEqualTo(300);
        assertThat(session.path("resources").path("cpu").asText()).isEqualTo("2");
        assertThat(session.path("resources").path("memory").asText()).isEqualTo("2Gi");
        assertThat(session.path("resources").path("disk").asText()).isEqualTo("5Gi");
        assertThat(session.path("created_at").asText())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    }

    @Test
    void theExecuteExampleReturnsItsEvent() {
        String session = running();

        Answer submitted = caller.postText(session + "/execute", EXECUTE).expect(200);

        String execution = submitted.text("execution_id");
        assertThat(execution).matches("exec_[0-9]{8}_[a-z0-9]{8}");
        assertThat(submitted.text("status")).isIn("pending", "running");
        assertThat(Instant.parse(submitted.text("submitted_at"))).isBefore(Instant.now());
        JsonNode result = result(execution);
        assertThat(result.path("execution_id").asText()).isEqualTo(execution);
        assertThat(result.path("status").asText()).isEqualTo("success");
        assertThat(result.path("return_value")).isEqualTo(Answer.parse(RETURNED));
        assertThat(result.path("exit_code").asInt(-99)).isZero();
        assertThat(result.path("stdout").asText("none")).isEmpty();
        assertThat(result.path("stderr").asText("none")).isEmpty();
        assertThat(result.path("execution_time").asDouble()).isBetween(0.001, 30.0);
        assertThat(result.path("metrics").path("duration_ms").asDouble()).isPositive();
        assertThat(result.path("artifacts").isArray()).isTrue();
    }

    @Test
    void theStatusOfTheExampleIsCompletedOnceItsResultIsThere() {
        String session = running();
        String execution =
                caller.postText(session + "/execute", EXECUTE).expect(200).text("execution_id");
        result(execution);

        JsonNode status =
                caller.get("/api/v1/executions/" + execution + "/status").expect(200).json();

        assertThat(status.path("status").asText()).isEqualTo("completed");
        assertThat(status.path("execution_id").asText()).isEqualTo(execution);
        assertThat(session).endsWith(status.path("session_id").asText());
        assertThat(Instant.parse(status.path("completed_at").asText()))
                .isAfterOrEqualTo(Instant.parse(status.path("created_at").asText()));
    }

    private JsonNode create() {
        return caller.postText("/api/v1/sessions", CREATE).expect(201).json();
    }

    private String running() {
        String path = "/api/v1/sessions/" + create().path("session_id").asText();
        Await.until(
                "the session runs",
                Duration.ofSeconds(60),
                () -> caller.get(path).expect(200).text("status"),
                "running"::equals);
        return path;
    }

    private JsonNode result(String execution) {
        return caller.get("/api/v1/executions/" + execution + "/result?wait=30").expect(200).json();
    }
}
