package dev.cloche.acceptance.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.acceptance.product.Await;
import dev.cloche.acceptance.product.Finished;
import dev.cloche.acceptance.product.LivingProcess;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.Sandbox;
import dev.cloche.acceptance.product.SharedProduct;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whom code in a sandbox can harm: nobody, and it is gone when its run is.
@ExtendWith(SharedProduct.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LeavesNothingTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final Product product;
    private Sandbox sandbox;
    private Sandbox neighbour;

    LeavesNothingTest(Product product) {
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
                                Map.of("memory", "512Mi", "max_processes", 64)));
        neighbour = Sandbox.open(product.newTenant());
    }

    @AfterAll
    void close() {
        sandbox.close();
        neighbour.close();
    }

    @Test
    void whatARunStartedDiesWithIt() {
        String mark = "daemon-" + UUID.randomUUID();

        sandbox.shell(
                        "setsid bash -c 'trap \"\" TERM HUP INT;"
                                + " while true; do date +%s%N > beat; sleep 0.02; done' "
                                + mark
                                + " < /dev/null > /dev/null 2>&1 & until [ -s beat ]; do sleep 0.02; done")
                .ok();

        Await.until("it is gone", SOON, () -> running(mark), List::isEmpty);
        Finished later = sandbox.shell("cat beat > first; sleep 0.3; cmp beat first && echo still");
        assertThat(later.ok().stdout()).isEqualTo("still\n");
    }

    @Test
    void whatATimedOutRunStartedDiesWithIt() {
        String mark = "child-" + UUID.randomUUID();

        Finished run =
                sandbox.run(
                        Map.of(
                                "language",
                                "shell",
                                "timeout",
                                1,
                                "code",
                                "for i in 1 2 3 4 5; do setsid bash -c 'while true; do :; done' "
                                        + mark
                                        + " & done; sleep 100"));

        assertThat(run.verdict()).isEqualTo("timeout");
        Await.until("they are gone", SOON, () -> running(mark), List::isEmpty);
    }

    @Test
    void whatADeletedSessionRanIsGone() {
        String mark = "session-" + UUID.randomUUID();
        Sandbox doomed = Sandbox.open(product.newTenant());
        doomed.submit(
                Map.of(
                        "language",
                        "shell",
                        "code",
                        "bash -c 'while true; do sleep 1; done' " + mark));
        Await.until("it runs", SOON, () -> running(mark), found -> !found.isEmpty());

        doomed.close();

        Await.until("it is gone", SOON, () -> running(mark), List::isEmpty);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // a fork bomb
                "import os\nwhile True:\n    try:\n        os.fork()\n    except OSError:\n        pass",
                // threads
                """
                import threading, time
                while True:
                    try:
                        threading.Thread(target=time.sleep, args=(60,)).start()
                    except RuntimeError:
                        pass\
                """,
                // memory
                "x = []\nwhile True:\n    x.append(bytearray(10 << 20))",
                // memory of many
                "import os\nfor _ in range(3):\n    os.fork()\nx = b'x' * (100 << 20)\n"
                        + "while True:\n    pass",
                // descriptors
                "import os\nx = []\nwhile True:\n    x.append(os.dup(1))",
                // everything that it may signal
                "import os, signal\nos.kill(-1, signal.SIGKILL)\nwhile True:\n    pass",
                // its own first process
                "import os, signal\nfor s in (9, 15, 19):\n    os.kill(1, s)\nwhile True:\n    pass",
                // files in /tmp
                "i = 0\nwhile True:\n    i += 1\n    open(f'/tmp/{i}', 'wb').write(b'x' * (8 << 20))",
                // deep recursion
                "import sys\nsys.setrecursionlimit(10**9)\nf = lambda: f()\nf()",
                // all of the processor
                "import multiprocessing\nfor _ in range(8):\n"
                        + "    multiprocessing.Process(target=lambda: [None for _ in iter(int, 1)]).start()"
            })
    void aBombHurtsNeitherTheNextRunNorTheNeighbour(String code) {
        String execution = sandbox.submit(Map.of("language", "python", "code", code, "timeout", 2));

        Finished neighbours = neighbour.python("print('unhurt')");
        Finished bomb = sandbox.result(execution);
        Finished next = sandbox.python("print('unhurt')");

        assertThat(bomb.status()).isIn("failed", "timeout");
        assertThat(bomb.metric("duration_ms")).isLessThan(10_000);
        assertThat(neighbours.ok().stdout()).isEqualTo("unhurt\n");
        assertThat(next.ok().stdout()).isEqualTo("unhurt\n");
    }

    @Test
    void aWorkspaceThatWasMadeUnusableIsTheProblemOfItsSessionOnly() {
        Sandbox vandal = Sandbox.open(product.newTenant());
        vandal.shell("mkdir -p a/b && touch a/b/c && chmod 000 a/b a . ; echo done");

        Finished neighbours = neighbour.shell("echo fine > f && cat f");
        vandal.close();

        assertThat(neighbours.ok().stdout()).isEqualTo("fine\n");
        assertThat(vandal.status()).isEqualTo("terminated");
    }

    private static List<LivingProcess> running(String mark) {
        return LivingProcess.all().stream()
                .filter(process -> process.commandLine().contains(mark))
                .toList();
    }
}
