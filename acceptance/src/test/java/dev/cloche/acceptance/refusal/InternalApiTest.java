package dev.cloche.acceptance.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.Sandbox;
import dev.cloche.acceptance.product.SharedProduct;
import dev.cloche.api.error.ErrorCode;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// Reports from anybody who is not the executor in question.
@ExtendWith(SharedProduct.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class InternalApiTest {

    private static final String RESULT =
            """
            {"status": "success", "stdout": "forged", "stderr": "", "exit_code": 0,
             "execution_time": 0.1, "metrics": {"duration_ms": 1, "queue_ms": 0, "cpu_time_ms": 1,
             "peak_memory_mb": 1, "io_read_bytes": 0, "io_write_bytes": 0}}\
            """;
    private static final String NOW = "2024-01-15T10:00:00.000Z";

    private final Product product;
    private final Caller caller;
    private Sandbox sandbox;
    private String execution;

    InternalApiTest(Product product) {
        this.product = product;
        this.caller = product.newTenant();
    }

    @BeforeAll
    void aRunGoesOn() {
        sandbox = Sandbox.open(caller);
        execution =
                sandbox.submit(
                        Map.of(
                                "language",
                                "shell",
                                "timeout",
                                120,
                                "code",
                                "until [ -e end ]; do sleep 0.05; done"));
    }

    @AfterAll
    void itStillGoesOn() {
        assertThat(sandbox.status(execution)).isIn("pending", "running");
        sandbox.shell("touch end").ok();
        assertThat(sandbox.result(execution).ok().stdout()).isEmpty();
        sandbox.close();
    }

    @Test
    void withoutASecretNothingIsBelieved() {
        everyCallIsRefused(product.anonymous());
    }

    @Test
    void withAWrongSecretNothingIsBelieved() {
        everyCallIsRefused(product.anonymous().withToken("not-the-secret"));
        everyCallIsRefused(product.anonymous().with("Authorization", "Basic bm90OnRoaXM="));
        everyCallIsRefused(product.anonymous().with("Authorization", "Bearer "));
    }

    @Test
    void theTokenOfAUserOrOfAnAdminIsNoSecret() {
        everyCallIsRefused(caller);
        everyCallIsRefused(product.admin());
    }

    private void everyCallIsRefused(Caller stranger) {
        String container = sandbox.container();
        for (String known : new String[] {execution, "exec_20240115_abc12345"}) {
            calls("/internal/executions/" + known, "/internal/sessions/" + container)
                    .forEach((path, body) -> refused(stranger, path, body));
        }
        calls("/internal/executions/x", "/internal/sessions/cont_0123456789abcdef")
                .forEach((path, body) -> refused(stranger, path, body));
    }

    private static void refused(Caller stranger, String path, String body) {
        stranger.postText(path, body).refusedWith(ErrorCode.INTERNAL_UNAUTHORIZED);
    }

    private static Map<String, String> calls(String execution, String container) {
        Map<String, String> calls = new HashMap<>();
        calls.put(execution + "/result", RESULT);
        calls.put(
                execution + "/status",
                "{\"status\": \"running\", \"started_at\": \"" + NOW + "\"}");
        calls.put(execution + "/heartbeat", "{\"timestamp\": \"" + NOW + "\"}");
        calls.put(execution + "/artifacts", "{\"artifacts\": []}");
        calls.put(container + "/container_ready", "{\"executor_port\": 1}");
        calls.put(
                container + "/container_exited",
                "{\"exit_code\": 0, \"exited_at\": \"" + NOW + "\"}");
        return calls;
    }
}
