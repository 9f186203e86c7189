package dev.cloche.cli.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloche.cli.bench.way.Subject;
import dev.cloche.cli.kernel.Exit;
import dev.cloche.cli.kernel.Refusal;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class ThroughputTest {
    private static final Duration WINDOW = Duration.ofMillis(200);

    @Test
    void whatAllCallersGetDoneIsCounted() throws Exception {
        Set<Integer> callers = ConcurrentHashMap.newKeySet();
        var runs = new AtomicInteger();
        var way =
                new FakeWay(
                        Subject.API,
                        caller -> {
                            callers.add(caller);
                            return runs.incrementAndGet();
                        });

        long start = System.nanoTime();
        double perSecond = Throughput.of(way, 4, WINDOW);
        double seconds = (System.nanoTime() - start) / 1e9;

        assertThat(callers).containsExactlyInAnyOrder(0, 1, 2, 3);
        assertThat(perSecond)
                .isBetween(runs.get() / seconds, runs.get() / (WINDOW.toMillis() / 1e3));
    }

    @Test
    void aWrongAnswerIsAFailure() {
        var way =
                new FakeWay(
                        Subject.API,
                        _ -> {
                            throw new Refusal(Exit.FAILED, "3 instead of 2");
                        });

        assertThatThrownBy(() -> Throughput.of(way, 2, WINDOW)).hasMessage("3 instead of 2");
    }
}
