package dev.cloche.acceptance.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloche.acceptance.product.Answer;
import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.Finished;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.Sandbox;
import dev.cloche.acceptance.product.SharedProduct;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What the runs of a session share, and with whom they do not.
@ExtendWith(SharedProduct.class)
final class SessionEnvironmentTest {

    private static final String SECRET = "s3cret-värde-值";
    private static final Map<String, Object> WITH_SECRET =
            Map.of(
                    "template_id",
                    Sandbox.ANY_LANGUAGE,
                    "env_vars",
                    Map.of("API_KEY", SECRET, "MODE", "session"));

    private final Caller caller;

    SessionEnvironmentTest(Product product) {
        this.caller = product.newTenant();
    }

    @Test
    void valuesOfTheEnvironmentAreNeverReadBack() {
        try (Sandbox sandbox = Sandbox.open(caller, WITH_SECRET)) {
            Answer read = caller.get(sandbox.path()).expect(200);
            Answer list = caller.get("/api/v1/sessions").expect(200);

            JsonNode names = read.json().path("env_vars");
            assertThat(names.has("API_KEY")).isTrue();
            assertThat(names.has("MODE")).isTrue();
            assertThat(read.body()).doesNotContain(SECRET);
            assertThat(list.body()).doesNotContain(SECRET);
            assertThat(sandbox.created().toString()).doesNotContain(SECRET);
        }
    }

    @Test
    void everyLanguageSeesTheEnvironmentOfItsSession() {
        try (Sandbox sandbox = Sandbox.open(caller, WITH_SECRET)) {
            Finished python = sandbox.python("import os; print(os.environ['API_KEY'])");
            Finished javascript = sandbox.javascript("console.log(process.env.API_KEY)");
            Finished shell = sandbox.shell("echo \"$API_KEY\"");

            assertThat(python.ok().stdout()).isEqualTo(SECRET + "\n");
            assertThat(javascript.ok().stdout()).isEqualTo(SECRET + "\n");
            assertThat(shell.ok().stdout()).isEqualTo(SECRET + "\n");
        }
    }

    @Test
    void theEnvironmentOfARunComesOnTopForThatRunOnly() {
        try (Sandbox sandbox = Sandbox.open(caller, WITH_SECRET)) {
            Map<String, Object> request =
                    Map.of(
                            "language",
                            "shell",
                            "code",
                            "echo $MODE $ONCE ${API_KEY:+kept}",
                            "env_vars",
                            Map.of("MODE", "run", "ONCE", "only"));
            Finished withRun = sandbox.run(request);
            Finished after = sandbox.shell("echo $MODE ${ONCE-unset}");

            assertThat(withRun.ok().stdout()).isEqualTo("run only kept\n");
            assertThat(after.ok().stdout()).isEqualTo("session unset\n");
        }
    }

    @Test
    void runsOfASessionShareItsWorkspace() {
        try (Sandbox sandbox = Sandbox.open(caller)) {
            sandbox.shell("mkdir -p notes && echo 'from bash' > notes/a.txt").ok();
            Finished python = sandbox.python("print(open('notes/a.txt').read(), end='')");
            Finished javascript =
                    sandbox.javascript(
                            "process.stdout.write(require('fs').readFileSync('/workspace/notes/a.txt'))");

            assertThat(python.ok().stdout()).isEqualTo("from bash\n");
            assertThat(javascript.ok().stdout()).isEqualTo("from bash\n");
        }
    }

    @Test
    void runsOfAnotherSessionHaveAnotherWorkspace() {
        try (Sandbox first = Sandbox.open(caller);
                Sandbox second = Sandbox.open(caller)) {
            first.shell("echo mine > mine.txt").ok();

            Finished seen = second.shell("pwd; ls -A /workspace");

            assertThat(seen.ok().stdout()).isEqualTo("/workspace\n");
        }
    }

    @Test
    void whatOneRunLeavesInTmpOrInItsMemoryIsNotThereInTheNext() {
        try (Sandbox sandbox = Sandbox.open(caller)) {
            sandbox.python(
                            """
                            import builtins
                            builtins.left = 1
                            for place in ("/tmp", "/var/tmp", "/dev/shm"):
                                open(place + "/left", "w").close()
                            """)
                    .ok();

            Finished next =
                    sandbox.python(
                            """
                            import builtins, os
                            print(hasattr(builtins, "left"))
                            for place in ("/tmp", "/var/tmp", "/dev/shm"):
                                print(os.path.exists(place + "/left"))
                            """);

            assertThat(next.ok().stdout()).isEqualTo("False\n".repeat(4));
        }
    }
}
