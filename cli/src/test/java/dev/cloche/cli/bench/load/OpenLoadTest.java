package dev.cloche.cli.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloche.cli.bench.way.Subject;
import dev.cloche.cli.kernel.Exit;
import dev.cloche.cli.kernel.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

final class OpenLoadTest {
    private static final Duration WINDOW = Duration.ofMillis(500);
    private static final int ARRIVALS = Poisson.arrivals(100, WINDOW, 1).size();

    @Test
    void everyCallerIsServedWithANumberOfItsOwn() {
        Set<Integer> callers = ConcurrentHashMap.newKeySet();
        FakeWay way =
                new FakeWay(
                        Subject.API,
                        caller -> {
                            callers.add(caller);
                            return 0;
                        });

        OpenLoad.Outcome outcome = OpenLoad.run(way, 100, WINDOW, 1);

        assertThat(outcome).isInstanceOf(OpenLoad.Outcome.Kept.class);
        assertThat(((OpenLoad.Outcome.Kept) outcome).nanos()).hasSize(ARRIVALS);
        assertThat(callers).hasSize(ARRIVALS);
    }

    @Test
    void waitingForTheOnesBeforeCountsAsBeingSlow() {
        // as long as nobody comes to an end, everybody waits; then all have waited since they came
        var lock = new ReentrantLock();
        FakeWay way =
                new FakeWay(
                        Subject.API,
                        caller -> {
                            lock.lock();
                            try {
                                pause(caller == 0 ? 400 : 0);
                            } finally {
                                lock.unlock();
                            }
                            return 0;
                        });

        OpenLoad.Outcome outcome = OpenLoad.run(way, 100, WINDOW, 1);

        Samples samples = Samples.of(((OpenLoad.Outcome.Kept) outcome).nanos());
        assertThat(samples.percentile(50)).isGreaterThan(100);
    }

    @Test
    void aGrowingBacklogEndsTheWindow() {
        FakeWay slow =
                new FakeWay(
                        Subject.API,
                        _ -> {
                            pause(300);
                            return 0;
                        });

        OpenLoad.Outcome outcome = OpenLoad.run(slow, List.of(0L, 0L, 0L, 0L, 0L), 3);

        assertThat(outcome).isEqualTo(new OpenLoad.Outcome.Overrun(0, 3));
    }

    @Test
    void aWrongAnswerIsAFailure() {
        FakeWay wrong =
                new FakeWay(
                        Subject.API,
                        _ -> {
                            throw new Refusal(Exit.FAILED, "3 instead of 2");
                        });

        assertThatThrownBy(() -> OpenLoad.run(wrong, 100, WINDOW, 1))
                .isInstanceOf(Refusal.class)
                .hasMessage("3 instead of 2");
    }

    private static void pause(int millis) {
        try {
            boolean _ = new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
