package dev.cloche.cli.bench.load;

import dev.cloche.cli.bench.way.Way;
import java.util.OptionalDouble;

/// CPU time of one run.
public final class Cost {
    // what is tidied up and made ready again after an answer belongs to the run
    private static final long SETTLING_MS = 500;
    private static final long IDLE_MS = 1500;

    private Cost() {}

    /// Milliseconds of each of some runs, one after the other; empty when nobody can tell. What the
    /// subject uses while it is idle is measured before, and taken off.
    public static OptionalDouble millis(Way way, int runs) throws InterruptedException {
        if (way.cpuMillis().isEmpty()) {
            return OptionalDouble.empty();
        }
        Thread.sleep(SETTLING_MS);
        Reading idle = Reading.of(way);
        Thread.sleep(IDLE_MS);
        Reading before = Reading.of(way);
        for (int run = 0; run < runs; run++) {
            long _ = way.run(0);
        }
        Thread.sleep(SETTLING_MS);
        return OptionalDouble.of(perRun(idle, before, Reading.of(way), runs));
    }

    /// Pure.
    static double perRun(Reading idle, Reading before, Reading after, int runs) {
        double idleRate = (before.cpu() - idle.cpu()) / (before.nanos() - idle.nanos());
        double used = after.cpu() - before.cpu();
        return Math.max(0, used - idleRate * (after.nanos() - before.nanos())) / runs;
    }

    /// @param cpu milliseconds until then
    record Reading(long nanos, double cpu) {
        static Reading of(Way way) {
            return new Reading(System.nanoTime(), way.cpuMillis().orElseThrow());
        }
    }
}
