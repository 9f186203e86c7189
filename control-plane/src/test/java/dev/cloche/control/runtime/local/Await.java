package dev.cloche.control.runtime.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/// Waits for something that another process does.
final class Await {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private Await() {}

    static void until(String what, Callable<Boolean> condition) throws Exception {
        long start = System.nanoTime();
        while (!condition.call()) {
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("time spent waiting until " + what)
                    .isLessThan(PATIENCE);
            LockSupport.parkNanos(10_000_000);
        }
    }
}
