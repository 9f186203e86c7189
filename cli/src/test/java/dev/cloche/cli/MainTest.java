package dev.cloche.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.cli.kernel.Console;
import dev.cloche.cli.kernel.ConsoleCapture;
import dev.cloche.cli.platform.Checkout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MainTest {
    private final ConsoleCapture capture = new ConsoleCapture();

    @TempDir private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"up", "token", "run", "bench", "soak", "train"})
    void everyVerbHasHelp(String verb) {
        int code = run(verb, "--help");

        assertThat(code).isZero();
        assertThat(capture.out()).startsWith("Usage: cloche " + verb);
        assertThat(capture.err()).isEmpty();
    }

    @Test
    void theListOfVerbsNamesThoseThatAreMeantForPeople() {
        int code = run("--help");

        assertThat(code).isZero();
        assertThat(capture.out())
                .contains("up ", "token ", "run ", "bench ", "soak ", "build ", "test ")
                .doesNotContain("train");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "frob | Unmatched argument at index 0: 'frob' (see ./cloche --help)",
                "token --role king | 'king' (see ./cloche token --help)",
                "token --expires soon | 'soon' is not a duration",
                "token --tenant a/b | the tenant must be",
                "token extra | Unmatched argument",
                "up --port eighty | 'eighty' is not an int",
                "up --port 0 | --port must be 1 to 65535",
                "up --port 65536 | --port must be 1 to 65535",
                "run | Missing required parameter: 'FILE'",
                "run x.py --timeout 0 | --timeout must be 1 to 3600 seconds",
                "run x.py --timeout 3601 | --timeout must be 1 to 3600 seconds",
                "run x.rb | does not tell the language",
                "run x.rb --language ruby | 'ruby' is not one of python, javascript, shell",
                "run /nowhere/x.py | there is no file /nowhere/x.py",
                "bench --runs 0 | --runs must be 1 to 100000",
                "bench --runs 100001 --quick | --runs must be 1 to 100000",
                "bench --only ruby | --only knows single,",
                "bench --plot /nowhere/p.svg | cannot write into /nowhere",
                "bench --report --plot p.svg | --report says where both files go already",
                "soak --runs 3 | --runs must be 4 to 10000000",
                "soak --in-flight 0 | --in-flight must be 1 to 64",
                "soak --in-flight 65 | --in-flight must be 1 to 64",
            })
    void whatIsTypedWronglyIsNamedOnOneLine(String typed, String named) {
        int code = run(typed.split(" "));

        assertThat(code).isEqualTo(2);
        assertThat(capture.err()).startsWith("cloche: ").contains(named).hasLineCount(1);
        assertThat(capture.out()).isEmpty();
    }

    @Test
    void aTokenNeedsAKey() {
        int code = run("token");

        assertThat(code).isEqualTo(1);
        assertThat(capture.err()).contains("start the platform with `./cloche up` first");
    }

    @Test
    void runningCodeNeedsARunningPlatform() throws Exception {
        Path code = Files.writeString(directory.resolve("x.py"), "print(1)");

        int exit = run("run", code.toString());

        assertThat(exit).isEqualTo(70);
        assertThat(capture.err()).contains("start it with `./cloche up`").hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bench --only api", "bench --quick", "soak", "soak --runs 4"})
    void measuringThePlatformNeedsARunningOne(String typed) {
        int exit = run(typed.split(" "));

        assertThat(exit).isEqualTo(70);
        assertThat(capture.out()).isEmpty();
        assertThat(capture.err()).contains("start it with `./cloche up`").hasLineCount(1);
    }

    @Test
    void anExecutorAloneNeedsOneThatIsBuilt() {
        int exit = run("bench", "--only", "executor,python");

        assertThat(exit).isEqualTo(1);
        assertThat(capture.err()).contains("the executor is not built");
    }

    @Test
    void aPlatformElsewhereNeedsAToken() throws Exception {
        Path code = Files.writeString(directory.resolve("x.py"), "print(1)");

        int exit = run("run", code.toString(), "--url", "http://127.0.0.1:1");

        assertThat(exit).isEqualTo(2);
        assertThat(capture.err()).contains("--url needs a token");
    }

    @Test
    void aPlatformThatIsNotThereIsSaidToBeUnreachable() throws Exception {
        Path code = Files.writeString(directory.resolve("x.py"), "print(1)");

        int exit = run("run", code.toString(), "--url", "http://127.0.0.1:1", "--token", "t");

        assertThat(exit).isEqualTo(70);
        assertThat(capture.err()).isEqualTo("cloche: cannot connect to http://127.0.0.1:1\n");
    }

    @Test
    void whatIsNotBuiltIsNotStarted() {
        int code = run("up", "--data", directory.resolve("data").toString(), "--port", "65535");

        assertThat(code).isEqualTo(1);
        assertThat(capture.err()).contains("is not built").contains("./cloche build");
    }

    private int run(String... typed) {
        Console console = capture.console();
        Map<String, String> environment = Map.of("CLOCHE_DATA", directory.toString());
        return Main.run(
                Cloche.commandLine(
                        environment, Clock.systemUTC(), console, new Checkout(directory)),
                console,
                typed);
    }
}
