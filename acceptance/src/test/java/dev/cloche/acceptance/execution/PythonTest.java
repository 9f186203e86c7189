package dev.cloche.acceptance.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.acceptance.product.Finished;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.Sandbox;
import dev.cloche.acceptance.product.SharedProduct;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedProduct.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PythonTest {

    private static final String PYTHON = "python";
    private static final Map<String, Object> EVENT = Map.of("name", "Alice");
    private static final Pattern FRAME = Pattern.compile("File \"([^\"]*)\", line (\\d+)");

    private final Product product;
    private Sandbox sandbox;

    PythonTest(Product product) {
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
    void aPlainScriptPrintsAndReturnsNothing() {
        Finished run = sandbox.python("import sys\nprint(__name__, sys.argv)\nprint('x', end='')");

        assertThat(run.ok().stdout()).isEqualTo("__main__ ['main.py']\nx");
        assertThat(run.stderr()).isEmpty();
        assertThat(run.body().has("return_value")).isFalse();
    }

    @Test
    void aHandlerGetsTheEventAsADictionary() {
        Finished run =
                sandbox.handle(
                        PYTHON,
                        "def handler(event):\n    print(type(event).__name__)\n    return event['name']",
                        EVENT);

        assertThat(run.ok().stdout()).isEqualTo("dict\n");
        assertThat(run.returnValue().asText()).isEqualTo("Alice");
    }

    @Test
    void withoutAnEventAHandlerGetsAnEmptyOne() {
        Finished run = sandbox.python("def handler(event):\n    return event == {}");

        assertThat(run.ok().returnValue().asBoolean()).isTrue();
    }

    @Test
    void aHandlerMayBeAsync() {
        Finished run =
                sandbox.handle(
                        PYTHON,
                        """
                        import asyncio
                        async def handler(event):
                            parts = await asyncio.gather(*(part(i) for i in range(3)))
                            return [event["name"], *parts]
                        async def part(i):
                            await asyncio.sleep(0.01)
                            return i * i
                        """,
                        EVENT);

        assertThat(run.ok().returnValue().toString()).isEqualTo("[\"Alice\",0,1,4]");
    }

    @Test
    void aHandlerMayTakeAContextToo() {
        Finished run =
                sandbox.handle(
                        PYTHON,
                        "def handler(event, context):\n"
                                + "    return [event['name'], context.execution_id, context.session_id]",
                        EVENT);

        assertThat(run.ok().returnValue().path(0).asText()).isEqualTo("Alice");
        assertThat(run.returnValue().path(1).asText()).isEqualTo(run.executionId());
        assertThat(run.returnValue().path(2).asText()).isEqualTo(sandbox.id());
    }

    @Test
    void sysExitSetsTheExitCode() {
        Finished number = sandbox.python("import sys\nprint('so far')\nsys.exit(3)");
        Finished zero = sandbox.python("import sys\nsys.exit(0)");
        Finished words = sandbox.python("raise SystemExit('no way')");

        assertThat(number.failed("error").exitCode()).isEqualTo(3);
        assertThat(number.stdout()).isEqualTo("so far\n");
        assertThat(number.stderr()).isEmpty();
        zero.ok();
        assertThat(words.failed("error").exitCode()).isEqualTo(1);
        assertThat(words.stderr()).isEqualTo("no way\n");
    }

    @Test
    void aSyntaxErrorIsAResultThatNamesTheLine() {
        Finished run = sandbox.python("x = 1\ny = = 2\n");

        assertThat(run.failed("error").exitCode()).isEqualTo(1);
        assertThat(run.stderr()).contains("SyntaxError", "main.py", "line 2", "y = = 2");
        assertThat(run.stdout()).isEmpty();
    }

    @Test
    void aTracebackShowsTheCodeOfTheCallerOnly() {
        Finished run =
                sandbox.python(
                        """
                        print("before")

                        def inner(n):
                            return 10 // n

                        inner(0)
                        """);

        assertThat(run.failed("error").exitCode()).isEqualTo(1);
        assertThat(run.stdout()).isEqualTo("before\n");
        assertThat(run.stderr())
                .startsWith("Traceback (most recent call last):\n")
                .contains("inner(0)", "return 10 // n")
                .endsWith("ZeroDivisionError: integer division or modulo by zero\n");
        assertThat(frames(run)).isEqualTo("main.py:6 main.py:4");
    }

    @Test
    void aTracebackOfAHandlerStartsInTheHandler() {
        Finished run =
                sandbox.handle(
                        PYTHON,
                        "# a comment\ndef handler(event):\n    raise KeyError(event['name'])\n",
                        EVENT);

        assertThat(run.failed("error").exitCode()).isEqualTo(1);
        assertThat(run.stderr()).endsWith("KeyError: 'Alice'\n");
        assertThat(frames(run)).isEqualTo("main.py:3");
        assertThat(run.body().has("return_value")).isFalse();
    }

    @Test
    void aReturnValueThatIsNotJsonFailsTheRun() {
        Finished object = sandbox.python("def handler(event):\n    return object()");
        Finished nan = sandbox.python("def handler(event):\n    return float('nan')");

        assertThat(object.failed("error").exitCode()).isEqualTo(1);
        assertThat(object.stderr()).contains("object");
        assertThat(object.body().has("return_value")).isFalse();
        assertThat(nan.failed("error").exitCode()).isEqualTo(1);
        assertThat(nan.stderr()).isNotBlank();
    }

    @Test
    void inputReadsTheStandardInputOfTheRun() {
        Finished run =
                sandbox.run(
                        Map.of(
                                "language",
                                PYTHON,
                                "code",
                                "import sys\nprint(input() + '!')\nprint(len(sys.stdin.read()))",
                                "stdin",
                                "grüße 🌍\nrest"));

        assertThat(run.ok().stdout()).isEqualTo("grüße 🌍!\n4\n");
    }

    @Test
    void withoutStandardInputThereIsItsEnd() {
        Finished run = sandbox.python("import sys\nprint(repr(sys.stdin.read()))");

        assertThat(run.ok().stdout()).isEqualTo("''\n");
    }

    @Test
    void codeMayBeginWithFutureImports() {
        Finished run =
                sandbox.python(
                        """
                        '''doc'''
                        from __future__ import annotations
                        def f(x: undefined_name) -> int:
                            return x
                        print(f.__annotations__['x'], __doc__)
                        """);

        assertThat(run.ok().stdout()).isEqualTo("undefined_name doc\n");
    }

    @Test
    void whatTheCodeDefinesCanBePickledAndUsedByOtherProcesses() {
        Finished run =
                sandbox.python(
                        """
                        import multiprocessing, pickle
                        from dataclasses import dataclass

                        @dataclass
                        class Point:
                            x: int

                        def square(n):
                            return n * n

                        if __name__ == "__main__":
                            print(pickle.loads(pickle.dumps(Point(3))))
                            with multiprocessing.Pool(2) as pool:
                                print(pool.map(square, range(5)))
                        """);

        assertThat(run.ok().stdout()).isEqualTo("Point(x=3)\n[0, 1, 4, 9, 16]\n");
    }

    @Test
    void modulesOfTheWorkspaceCanBeImported() {
        sandbox.shell("mkdir -p tools && echo 'def twice(x): return 2 * x' > tools/maths.py").ok();

        Finished run = sandbox.python("from tools.maths import twice\nprint(twice(21))");

        assertThat(run.ok().stdout()).isEqualTo("42\n");
    }

    @Test
    void lineEndsOfOtherSystemsAreFine() {
        Finished run = sandbox.python("if True:\r\n    print(1)\r\nprint(2)\r\n");

        assertThat(run.ok().stdout()).isEqualTo("1\n2\n");
    }

    @Test
    void anExceptionInAThreadIsReportedAndDoesNotEndTheRun() {
        Finished run =
                sandbox.python(
                        """
                        import threading
                        t = threading.Thread(target=lambda: 1 / 0)
                        t.start(); t.join(); print('after')
                        """);

        assertThat(run.ok().stdout()).isEqualTo("after\n");
        assertThat(run.stderr()).contains("ZeroDivisionError");
    }

    private static String frames(Finished run) {
        var frames = new StringBuilder();
        Matcher matcher = FRAME.matcher(run.stderr());
        while (matcher.find()) {
            String file = matcher.group(1).replaceFirst(".*/", "");
            frames.append(frames.isEmpty() ? "" : " ").append(file).append(':');
            frames.append(matcher.group(2));
        }
        return frames.toString();
    }
}
