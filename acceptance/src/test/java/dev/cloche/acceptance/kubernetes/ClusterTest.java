package dev.cloche.acceptance.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloche.acceptance.product.Await;
import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.Sandbox;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

@Tag("kubernetes")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(600)
final class ClusterTest {

    private static final Duration SOON = Duration.ofMinutes(2);
    private static final Map<String, String> PYTHON = Map.of("template_id", "python-basic");
    private static final String SLEEP = "import time\nprint('here', flush=True)\ntime.sleep(600)";

    private Release release;
    private Caller caller;

    @BeforeAll
    void install() {
        release = new Release();
        caller = release.caller();
    }

    @AfterAll
    void uninstall() {
        release.close();
    }

    private String pod(Sandbox sandbox) {
        return container(sandbox).replace('_', '-');
    }

    private String container(Sandbox sandbox) {
        return sandbox.created().path("container_id").asText();
    }

    @Test
    void codeRunsInAPodOfItsSession() {
        try (Sandbox sandbox = Sandbox.open(caller, PYTHON);
                Sandbox other = Sandbox.open(caller, PYTHON)) {
            assertThat(sandbox.python("print(1+1)").stdout()).isEqualTo("2\n");

            JsonNode container =
                    caller.get("/api/v1/containers/" + container(sandbox)).expect(200).json();
            assertThat(container.path("runtime_type").asText()).isEqualTo("kubernetes");
            assertThat(container.path("isolation").asText()).isEqualTo("full");
            assertThat(container(other)).isNotEqualTo(container(sandbox));
            assertThat(
                            caller.get("/api/v1/containers/" + container(sandbox) + "/logs")
                                    .expect(200)
                                    .body())
                    .contains("executor is ready");
        }
    }

    @Test
    void codeReachesNobody() {
        String address =
                Release.kubectl(
                                "default",
                                "get",
                                "service",
                                "kubernetes",
                                "--output=jsonpath={.spec.clusterIP}")
                        .strip();
        try (Sandbox sandbox = Sandbox.open(caller, PYTHON)) {
            assertThat(
                            sandbox.python(
                                            "import socket\ntry:\n    socket.create_connection(('"
                                                    + address
                                                    + "', 443), 3)\n    print('reached')\nexcept OSError as e:\n    print('not')")
                                    .stdout())
                    .isEqualTo("not\n");
        }
    }

    @Test
    void aPodThatIsKilledTakesItsSessionAndItsRunWithIt() {
        Sandbox sandbox = Sandbox.open(caller, PYTHON);
        String execution = sandbox.submit(Map.of("language", "python", "code", SLEEP));
        Await.until("it runs", SOON, () -> sandbox.status(execution), "running"::equals);

        Release.kubectl(
                release.sandboxes(), "delete", "pod", pod(sandbox), "--now", "--wait=false");

        Await.until("the session fails", SOON, sandbox::status, "failed"::equals);
        Await.until("the run fails", SOON, () -> sandbox.status(execution), "failed"::equals);
        assertThat(
                        caller.get("/api/v1/containers/" + container(sandbox))
                                .expect(200)
                                .json()
                                .path("exit_reason")
                                .asText())
                .isNotBlank();
    }
}
