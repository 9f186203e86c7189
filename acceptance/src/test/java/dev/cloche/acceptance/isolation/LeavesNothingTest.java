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

/// What a run started is gone when the run is, however it ended.
@ExtendWith(SharedProduct.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LeavesNothingTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final Product product;
    private Sandbox sandbox;

    LeavesNothingTest(Product product) {
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

    private static List<LivingProcess> running(String mark) {
        return LivingProcess.all().stream()
                .filter(process -> process.commandLine().contains(mark))
                .toList();
    }
}
