package dev.cloche.acceptance.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.acceptance.product.Answer;
import dev.cloche.acceptance.product.Await;
import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.Finished;
import dev.cloche.acceptance.product.Form;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.Sandbox;
import dev.cloche.acceptance.product.StatusOnly;
import io.restassured.http.Method;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// Its parts run one after another, on one product.
@Tag("docker")
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EngineTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final DockerEngine engine = DockerEngine.unused();
    private Product product;
    private Caller caller;

    @BeforeAll
    void start() {
        product = Product.start(engine.settings());
        caller = product.newTenant();
    }

    @AfterAll
    void close() {
        product.close();
        assertThat(engine.running()).isEmpty();
        assertThat(engine.networks()).isEmpty();
        engine.clear();
    }

    private Sandbox open() {
        return Sandbox.open(caller, Map.of("template_id", "python-basic"));
    }

    @Test
    void aSessionHasAContainerForItself() {
        Sandbox sandbox = open();
        String files = sandbox.path() + "/files/";

        assertThat(sandbox.created().path("runtime_type").asText()).isEqualTo("docker");
        assertThat(engine.running()).contains(DockerEngine.name(sandbox.container()));
        Finished run =
                sandbox.handle("python", "def handler(e): return e['n'] + 1", Map.of("n", 1));
        assertThat(run.ok().returnValue().asInt()).isEqualTo(2);
        byte[] form =
                new Form()
                        .field("path", "in.txt")
                        .file("hello".getBytes(StandardCharsets.UTF_8))
                        .end();
        caller.send(Method.POST, sandbox.path() + "/files/upload", Form.TYPE, form).expect(200);
        assertThat(sandbox.shell("cat in.txt; echo made > out.txt").ok().stdout())
                .isEqualTo("hello");
        assertThat(caller.get(files + "out.txt").expect(200).body()).isEqualTo("made\n");
        assertThat(container(sandbox.container()).text("isolation")).isEqualTo("full");
        assertThat(container(sandbox.container() + "/logs").body()).contains("executor is ready");
        sandbox.close();
        Await.until(
                "its container is gone",
                SOON,
                engine::containers,
                all -> !all.contains(DockerEngine.name(sandbox.container())));
    }

    @Test
    void aRunSeesNothingOfItsContainerAndReachesNobody() {
        try (Sandbox sandbox = open()) {
            Finished run =
                    sandbox.python(
                            """
                            import os, socket
                            print(sorted(os.listdir("/sys/class/net")) if os.path.isdir("/sys/class/net") else ["lo"])
                            print([p for p in ("/spool", "/opt/cloche", "/workspaces") if os.path.exists(p) and os.listdir(p)])
                            try:
                                socket.create_connection(("%s", 80), 2)
                                print("connected")
                            except OSError:
                                print("nobody")
                            """
                                    .formatted(engine.gateway()));

            assertThat(run.ok().stdout()).isEqualTo("['lo']\n[]\nnobody\n");
        }
    }

    @Test
    void runsOfAContainerThatIsKilledRunAgainInAnother() {
        Sandbox sandbox = open();
        String execution =
                sandbox.submit(
                        Map.of(
                                "language",
                                "shell",
                                "code",
                                "sleep 5; echo ran in full",
                                "timeout",
                                400));
        sandbox.awaitRunning(execution);
        String first = sandbox.container();

        engine.kill(first);

        Finished run = sandbox.result(execution, 120);
        assertThat(run.ok().stdout()).isEqualTo("ran in full\n");
        assertThat(sandbox.attempt(execution)).isEqualTo(2);
        assertThat(container(first).text("exit_reason")).containsAnyOf("signal 9", "is gone");
        String second = caller.get(sandbox.path()).expect(200).text("container_id");
        assertThat(second).isNotEqualTo(first);
        sandbox.close();
        Await.until(
                "its container is gone",
                SOON,
                engine::running,
                all -> !all.contains(DockerEngine.name(second)));
    }

    @Test
    void containersOutliveAControlPlaneThatIsKilled() throws InterruptedException {
        Sandbox sandbox = open();
        sandbox.shell("echo kept > kept.txt").ok();
        String execution =
                sandbox.submit(Map.of("language", "shell", "code", "sleep 3; cat kept.txt"));
        sandbox.awaitRunning(execution);
        String before = DockerEngine.name(sandbox.container());

        product.kill();
        product.restart();

        assertThat(sandbox.result(execution).ok().stdout()).isEqualTo("kept\n");
        assertThat(sandbox.attempt(execution)).isEqualTo(1);
        assertThat(engine.running()).contains(before);
        sandbox.close();
    }

    @Test
    void noDescriptionHoldsASecretAndTheDoorLeadsToNothingButReports() {
        try (Sandbox sandbox = open()) {
            assertThat(engine.description(sandbox.container()))
                    .contains("no-new-privileges")
                    .doesNotContain("callback_secret")
                    .doesNotContain("dispatch_token");
        }
        assertThat(atTheDoor("GET", "/api/v1/sessions")).isEqualTo(404);
        assertThat(atTheDoor("GET", "/q/health")).isEqualTo(404);
        assertThat(atTheDoor("POST", "/internal/sessions/cont_aaaaaaaaaaaaaaaa/container_exited"))
                .isIn(400, 401);
    }

    private int atTheDoor(String method, String path) {
        int port = URI.create(product.url()).getPort();
        return StatusOnly.of(method, "http://" + engine.gateway() + ":" + port + path);
    }

    private Answer container(String id) {
        return product.admin().get("/api/v1/containers/" + id).expect(200);
    }
}
