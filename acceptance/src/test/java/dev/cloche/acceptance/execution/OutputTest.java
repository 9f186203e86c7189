package dev.cloche.acceptance.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.acceptance.product.Finished;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.Sandbox;
import dev.cloche.acceptance.product.SharedProduct;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedProduct.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OutputTest {

    private static final String TEXT =
            "naïve café | e\u0301 o\u0308 | 中文 日本語 한국어 | 👋🏽 👨‍👩‍👧‍👦 🇺🇳 | עברית العربية | 𝔘𝔫𝔦 | ﷽\n";

    private final Product product;
    private Sandbox sandbox;

    OutputTest(Product product) {
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
    void textOfAnyScriptGoesInAndComesOutUnchanged() {
        Map<String, Object> event = Map.of("text", TEXT);

        Finished echoed =
                sandbox.handle(
                        "python",
                        "def handler(event):\n    print(event['text'], end='')\n"
                                + "    return event['text']",
                        event);
        Finished literal = sandbox.python("print('" + TEXT.strip() + "')");
        Finished read =
                sandbox.run(Map.of("language", "shell", "code", "cat; cat >&2", "stdin", TEXT));

        assertThat(echoed.ok().stdout()).isEqualTo(TEXT);
        assertThat(echoed.returnValue().asText()).isEqualTo(TEXT);
        assertThat(literal.ok().stdout()).isEqualTo(TEXT);
        assertThat(read.ok().stdout()).isEqualTo(TEXT);
    }

    @Test
    void standardOutputAndErrorAreKeptApart() {
        Finished run =
                sandbox.python(
                        "import sys\nfor i in range(500):\n"
                                + "    print(i)\n    print(-i, file=sys.stderr)");

        assertThat(run.ok().stdout().lines()).hasSize(500).doesNotContain("-1");
        assertThat(run.stderr().lines()).hasSize(500).contains("-499");
        assertThat(run.flag("stdout_truncated")).isFalse();
    }

    @Test
    void outputBeyondTheKeptMegabyteIsCutAndFlagged() {
        Finished run = sandbox.python("import sys\nsys.stdout.write('é' * 1_000_000)\nprint('x')");

        assertThat(run.ok().flag("stdout_truncated")).isTrue();
        assertThat(run.flag("stderr_truncated")).isFalse();
        assertThat(run.stdout().getBytes(StandardCharsets.UTF_8).length)
                .isBetween(900_000, 1_200_000);
        assertThat(run.stdout()).startsWith("éééé").doesNotContain("\ufffd");
    }

    @Test
    void anOutputThatDoesNotEndEndsTheRun() {
        Finished run = sandbox.python("import sys\nwhile True:\n    sys.stdout.write('y' * 65536)");

        assertThat(run.failed("output_limit").flag("stdout_truncated")).isTrue();
        assertThat(run.stdout()).startsWith("yyyy");
        assertThat(run.metric("duration_ms")).isLessThan(20_000);
    }

    @Test
    void twentyMegabytesOfErrorsEndTheRunToo() {
        Finished run = sandbox.shell("head -c 20000000 /dev/zero | tr '\\0' e >&2; sleep 20");

        assertThat(run.failed("output_limit").flag("stderr_truncated")).isTrue();
        assertThat(run.stderr()).startsWith("eeee");
    }

    @Test
    void bytesThatAreNotTextAreReplaced() {
        Finished run =
                sandbox.python(
                        "import sys\nsys.stdout.buffer.write(b'a\\xff\\xfeb\\xe4\\xb8c\\0d\\xc3')");

        assertThat(run.ok().stdout()).startsWith("a\ufffd").contains("b\ufffd").endsWith("\ufffd");
        assertThat(run.stdout()).doesNotContain("\0");
    }

    @Test
    void controlCharactersSurvive() {
        Finished run = sandbox.shell("printf 'a\\tb\\r\\n\\033[31mred\\033[0m\\a'");

        assertThat(run.ok().stdout()).isEqualTo("a\tb\r\n\u001b[31mred\u001b[0m\u0007");
    }

    @Test
    void whatAChildProcessPrintsIsCaptured() {
        Finished run =
                sandbox.python(
                        "import subprocess, sys\nprint('parent', flush=True)\n"
                                + "subprocess.run([sys.executable, '-c', 'print(\"child\")'])");

        assertThat(run.ok().stdout()).isEqualTo("parent\nchild\n");
    }

    @Test
    void aManyByteCodeOfTheGreatestLengthRuns() {
        String frame = "print(len(''))";
        String code = "print(len('" + "語".repeat(102_400 - frame.length()) + "'))";

        Finished run = sandbox.python(code);

        assertThat(code).hasSize(102_400);
        assertThat(run.ok().stdout()).isEqualTo((102_400 - frame.length()) + "\n");
    }

    @Test
    void anEventOfAlmostAMegabyteArrives() {
        Map<String, Object> event = Map.of("blob", "b".repeat(1_000_000), "last", "语");

        Finished python =
                sandbox.handle(
                        "python",
                        "def handler(event):\n    return [len(event['blob']), event['last']]",
                        event);
        Finished javascript =
                sandbox.handle(
                        "javascript",
                        "exports.handler = (event) => [event.blob.length, event.last]",
                        event);

        assertThat(python.ok().returnValue().toString()).isEqualTo("[1000000,\"语\"]");
        assertThat(javascript.ok().returnValue().toString()).isEqualTo("[1000000,\"语\"]");
    }
}
