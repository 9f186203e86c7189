package dev.cloche.cli.bench.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/// Arrivals of callers who do not know of each other.
final class Poisson {
    private static final double NANOS = 1e9;

    private Poisson() {}

    /// Nanoseconds after the start at which somebody arrives, ascending. Pure: the same seed gives
    /// the same arrivals.
    static List<Long> arrivals(int perSecond, Duration window, long seed) {
        var random = new SplittableRandom(seed);
        List<Long> arrivals = new ArrayList<>();
        double at = gap(random, perSecond);
        while (at < window.toNanos()) {
            arrivals.add((long) at);
            at += gap(random, perSecond);
        }
        return arrivals;
    }

    /// Waits for an arrival; not at all when it is past.
    ///
    /// @param due as the system's nanosecond clock counts
    static void await(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static double gap(SplittableRandom random, int perSecond) {
        // the logarithm of zero is not a number of nanoseconds
        return -Math.log(1 - random.nextDouble()) / perSecond * NANOS;
    }
}
