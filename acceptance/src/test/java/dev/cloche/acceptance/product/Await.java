package dev.cloche.acceptance.product;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Looks again until what is seen suffices, and fails with what was seen last.
public final class Await {

    private static final long PAUSE = Duration.ofMillis(25).toNanos();

    private Await() {}

    /// What was seen when it sufficed.
    public static <T> T until(
            String what, Duration limit, Supplier<T> look, Predicate<T> suffices) {
        long deadline = System.nanoTime() + limit.toNanos();
        T seen = look.get();
        while (!suffices.test(seen)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(
                        "not within " + limit + ": " + what + "; last seen: " + seen);
            }
            LockSupport.parkNanos(PAUSE);
            seen = look.get();
        }
        return seen;
    }
}
