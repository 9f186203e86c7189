package dev.cloche.acceptance.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.acceptance.product.Checkout;
import dev.cloche.acceptance.product.Command;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.SharedProduct;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SharedProduct.class)
final class LauncherTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir Path folder;

    private final Product product;

    LauncherTest(Product product) {
        this.product = product;
    }

    @Test
    void theTokenThatItPrintsIsAccepted() throws IOException, InterruptedException {
        Command user = cloche("token");
        Command admin = cloche("token", "--role", "admin", "--tenant", "launcher");

        assertThat(user.exitCode()).as(user.stderr()).isZero();
        assertThat(user.stdout()).endsWith("\n");
        product.anonymous().withToken(user.stdout().strip()).get("/api/v1/sessions").expect(200);
        product.anonymous().withToken(admin.stdout().strip()).get("/api/v1/containers").expect(200);
    }

    @Test
    void runPrintsWhatTheCodePrintsAndLeavesWithItsCode() throws IOException, InterruptedException {
        Path file =
                write(
                        "a.py",
                        "import sys\nprint('out é')\nprint('err', file=sys.stderr)\nsys.exit(5)");

        Command run = cloche("run", file.toString());

        assertThat(run.stdout()).isEqualTo("out é\n");
        assertThat(run.stderr()).isEqualTo("err\n");
        assertThat(run.exitCode()).isEqualTo(5);
    }

    @Test
    void runPrintsTheReturnValueOfAHandlerLast() throws IOException, InterruptedException {
        Path file = write("b.py", "def handler(event):\n    print('hi')\n    return event['name']");

        Command run = cloche("run", file.toString(), "--event", "{\"name\": \"Alice\"}");

        assertThat(run.exitCode()).as(run.stderr()).isZero();
        assertThat(run.stdout()).isEqualTo("hi\n\"Alice\"\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"c.js | console.log('js')", "c.mjs | console.log('js')", "c.sh | echo js"})
    void theLanguageIsKnownByTheEndOfTheName(String name, String code)
            throws IOException, InterruptedException {
        Command run = cloche("run", write(name, code).toString());

        assertThat(run.stdout()).isEqualTo("js\n");
        assertThat(run.exitCode()).as(run.stderr()).isZero();
    }

    @Test
    void aRunThatTakesTooLongSaysSo() throws IOException, InterruptedException {
        Path file = write("d.sh", "echo begun; sleep 60");

        Command run = cloche("run", file.toString(), "--timeout", "1");

        assertThat(run.exitCode()).isEqualTo(124);
        assertThat(run.stdout()).isEqualTo("begun\n");
        assertThat(run.stderr().lines()).hasSize(1);
    }

    @Test
    void aRunLeavesNoSession() throws IOException, InterruptedException {
        String token = cloche("token", "--tenant", "leaves-none").stdout().strip();
        Path file = write("e.sh", "echo done");

        Command run = cloche("run", file.toString(), "--url", product.url(), "--token", token);

        assertThat(run.stdout()).isEqualTo("done\n");
        var sessions =
                product.anonymous().withToken(token).get("/api/v1/sessions").expect(200).json();
        assertThat(sessions.path("total").asInt()).isEqualTo(1);
        assertThat(sessions.path("sessions").path(0).path("status").asText())
                .isIn("completed", "terminated");
    }

    @ParameterizedTest
    @ValueSource(strings = {"up", "token", "run", "bench", "build", "test"})
    void everyVerbExplainsItself(String verb) throws IOException, InterruptedException {
        Command help = launcher(List.of(verb, "--help"));

        assertThat(help.exitCode()).as(help.stderr()).isZero();
        assertThat(help.stdout()).containsIgnoringCase("usage").contains(verb);
    }

    @Test
    void theVerbsAreListed() throws IOException, InterruptedException {
        Command help = launcher(List.of("--help"));

        assertThat(help.exitCode()).isZero();
        assertThat(help.stdout()).contains("up", "token", "run", "bench", "build", "test");
    }

    @Test
    void anUnknownVerbIsRefused() throws IOException, InterruptedException {
        Command unknown = launcher(List.of("frobnicate"));

        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.stderr()).contains("frobnicate");
    }

    @Test
    void runSaysWhatIsWrongWithItsArguments() throws IOException, InterruptedException {
        Command missing = cloche("run", folder.resolve("missing.py").toString());
        Command unknown = cloche("run", write("f.xyz", "?").toString());

        assertThat(missing.exitCode()).isNotZero();
        assertThat(missing.stderr()).contains("missing.py").doesNotContain("\tat ");
        assertThat(unknown.exitCode()).isNotZero();
        assertThat(unknown.stderr()).contains("--language").doesNotContain("\tat ");
    }

    private Path write(String name, String code) throws IOException {
        return Files.writeString(folder.resolve(name), code);
    }

    private Command cloche(String... words) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(words));
        all.add("--data");
        all.add(product.data().toString());
        return launcher(all);
    }

    // It must not build while the product that it would build is running.
    private static Command launcher(List<String> words) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>();
        line.add(Checkout.home().resolve("cloche").toString());
        line.addAll(words);
        return Command.run(LIMIT, Map.of("CLOCHE_BUILD", "never"), line);
    }
}
