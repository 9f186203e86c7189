package dev.cloche.acceptance.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.acceptance.product.Answer;
import dev.cloche.acceptance.product.Finished;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.Sandbox;
import dev.cloche.acceptance.product.SharedProduct;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedProduct.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ShellTest {

    private static final Map<String, Object> EVENT = Map.of("name", "Alice", "quote", "'\"$x`\n");

    private final Product product;
    private Sandbox sandbox;

    ShellTest(Product product) {
        this.product = product;
    }

    @BeforeAll
    void open() {
        sandbox = Sandbox.open(product.newTenant());
    }

    @AfterAll
    void close() {
        sandbox.close();
    }

    @Test
    void bashRunsTheScript() {
        Finished run =
                sandbox.shell(
                        """
                        declare -A ages=([alice]=30)
                        for i in {1..3}; do printf '%s ' "$i"; done
                        echo "${ages[alice]} $(wc -c <<< four) $PWD"
                        """);

        assertThat(run.ok().stdout()).isEqualTo("1 2 3 30 5 /workspace\n");
        assertThat(run.body().has("return_value")).isFalse();
    }

    @Test
    void theExitCodeOfTheScriptIsThatOfTheRun() {
        assertThat(sandbox.shell("echo a; exit 3").failed("error").exitCode()).isEqualTo(3);
        assertThat(sandbox.shell("false").failed("error").exitCode()).isEqualTo(1);
        assertThat(sandbox.shell("no-such-command").failed("error").exitCode()).isEqualTo(127);
        assertThat(sandbox.shell("false; true").ok().exitCode()).isZero();
    }

    @Test
    void theEventIsInTheEnvironmentAndInAFile() {
        Finished environment = sandbox.handle("shell", "printf '%s' \"$EVENT_JSON\"", EVENT);
        Finished file = sandbox.handle("shell", "cat \"$EVENT_FILE\"", EVENT);

        assertThat(Answer.parse(environment.ok().stdout()).path("name").asText())
                .isEqualTo("Alice");
        assertThat(Answer.parse(environment.stdout()).path("quote").asText())
                .isEqualTo(EVENT.get("quote"));
        assertThat(Answer.parse(file.ok().stdout())).isEqualTo(Answer.parse(environment.stdout()));
    }

    @Test
    void anEventTooLargeForTheEnvironmentIsStillInTheFile() {
        Map<String, Object> large = Map.of("blob", "b".repeat(500_000));

        Finished run = sandbox.handle("shell", "echo ${#EVENT_JSON}; wc -c < $EVENT_FILE", large);

        String[] lines = run.ok().stdout().split("\n", -1);
        assertThat(lines[0]).isEqualTo("0");
        assertThat(Integer.parseInt(lines[1])).isGreaterThan(500_000);
    }

    @Test
    void theStandardStreamsCanBeOpenedByName() {
        Finished run =
                sandbox.run(
                        Map.of(
                                "language",
                                "shell",
                                "code",
                                "read -r line < /dev/stdin; echo \"$line\" > /dev/stdout;"
                                        + " echo problem > /dev/stderr",
                                "stdin",
                                "first\nsecond\n"));

        assertThat(run.ok().stdout()).isEqualTo("first\n");
        assertThat(run.stderr()).isEqualTo("problem\n");
    }

    @Test
    void aScriptThatDiesOfASignalSaysWhich() {
        Finished run = sandbox.shell("echo last words; kill -SEGV $$; sleep 20");

        assertThat(run.failed("signal").stdout()).isEqualTo("last words\n");
        assertThat(run.body().path("signal").asText()).contains("SEGV");
    }

    @Test
    void filesThatTheRunMadeAreItsArtifacts() {
        sandbox.shell("mkdir -p kept && echo old > kept/before.txt").ok();

        Finished run =
                sandbox.shell("mkdir -p out/deep; echo new > out/deep/a.txt; ln -s /etc/passwd l");

        assertThat(run.ok().body().path("artifacts").toString())
                .contains("\"out/deep/a.txt\"")
                .doesNotContain("before.txt", "passwd", "\"l\"");
    }
}
