package dev.cloche.acceptance.execution;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(SharedProduct.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LimitsTest {

    private final Product product;
    private Sandbox sandbox;

    LimitsTest(Product product) {
        this.product = product;
    }

    @BeforeAll
    void open() {
        sandbox =
                Sandbox.open(
                        product.newTenant(),
                        Map.of(
                                "template_id",
                                Sandbox.ANY_LANGUAGE,
                                "resources",
                                Map.of("memory", "512Mi")));
    }

    @AfterAll
    void close() {
        sandbox.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "python     | import time; print('so far', flush=True); time.sleep(60)",
                "javascript | console.log('so far'); setInterval(() => {}, 1000)",
                "shell      | echo so far; sleep 60"
            })
    void aRunIsStoppedAtItsTimeoutAndKeepsWhatItPrinted(String language, String code) {
        Finished run = sandbox.run(Map.of("language", language, "code", code, "timeout", 1));

        assertThat(run.status()).isEqualTo("timeout");
        assertThat(run.verdict()).isEqualTo("timeout");
        assertThat(run.exitCode()).isEqualTo(-1);
        assertThat(run.stdout()).isEqualTo("so far\n");
        assertThat(run.body().path("execution_time").asDouble()).isBetween(0.9, 3.0);
        assertThat(sandbox.status(run.executionId())).isEqualTo("timeout");
    }

    @Test
    void codeThatIgnoresSignalsIsStoppedAllTheSame() {
        Finished run =
                sandbox.run(
                        Map.of(
                                "language",
                                "python",
                                "timeout",
                                1,
                                "code",
                                """
                                import signal
                                for number in range(1, 32):
                                    if number not in (signal.SIGKILL, signal.SIGSTOP):
                                        signal.signal(number, signal.SIG_IGN)
                                while True:
                                    pass
                                """));

        assertThat(run.verdict()).isEqualTo("timeout");
        assertThat(run.metric("duration_ms")).isBetween(900.0, 3000.0);
    }

    @Test
    void aProcessLeftBehindDoesNotDelayTheAnswer() {
        Finished run = sandbox.shell("(sleep 30; echo late) & echo early");

        assertThat(run.ok().stdout()).isEqualTo("early\n");
        assertThat(run.metric("duration_ms")).isLessThan(10_000);
    }

    @Test
    void moreMemoryThanAllowedIsOutOfMemory() {
        Finished run = sandbox.python("print('so far', flush=True)\nx = bytearray(3 << 30)");

        assertThat(run.failed("oom").stdout()).isEqualTo("so far\n");
    }

    @Test
    void aBusyLoopCostsProcessorTimeAndASleepDoesNot() {
        Finished busy =
                sandbox.python(
                        "import time\nend = time.process_time() + 0.5\n"
                                + "while time.process_time() < end:\n    pass");
        Finished asleep = sandbox.python("import time\ntime.sleep(0.5)");

        assertThat(busy.ok().metric("cpu_time_ms")).isBetween(400.0, 3000.0);
        assertThat(asleep.ok().metric("cpu_time_ms")).isLessThan(300);
        assertThat(asleep.metric("duration_ms")).isBetween(500.0, 5000.0);
        assertThat(asleep.body().path("execution_time").asDouble()).isBetween(0.5, 5.0);
        assertThat(asleep.metric("queue_ms")).isNotNegative();
    }

    @Test
    void theWorkOfChildProcessesIsCountedToo() {
        Finished run =
                sandbox.python(
                        """
                        import subprocess, sys
                        code = "import time\\nwhile time.process_time() < 0.4: pass"
                        subprocess.run([sys.executable, "-c", code], check=True)
                        """);

        assertThat(run.ok().metric("cpu_time_ms")).isGreaterThan(300);
    }

    @Test
    void theLargestUseOfMemoryIsMeasured() {
        Finished large = sandbox.python("x = b'x' * (100 << 20)\nprint(len(x))");
        Finished small = sandbox.python("print(1)");

        assertThat(large.ok().metric("peak_memory_mb")).isBetween(90.0, 300.0);
        assertThat(small.ok().metric("peak_memory_mb")).isBetween(1.0, 60.0);
        assertThat(small.metric("io_read_bytes")).isNotNegative();
        assertThat(small.metric("io_write_bytes")).isNotNegative();
    }
}
