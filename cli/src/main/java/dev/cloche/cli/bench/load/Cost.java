package dev.cloche.cli.bench.load;

import dev.cloche.cli.bench.way.Way;

/// CPU time of one run.
public final class Cost {
    // what is tidied up and made ready again after an answer belongs to the run
    private static final long SETTLING_MS = 500;

    private Cost() {}

    /// Milliseconds of each of some runs, one after the other. What the subject uses while it is
    /// idle is measured before, and taken off.
    public static double millis(Way way, int runs) throws InterruptedException {
        long idleStart = System.nanoTime();
        double idleBefore = way.cpuMillis();
        Thread.sleep(SETTLING_MS);
        double before = way.cpuMillis();
        long start = System.nanoTime();
        double idleRate = (before - idleBefore) / (start - idleStart);
        for (int run = 0; run < runs; run++) {
            long _ = way.run(0);
        }
        Thread.sleep(SETTLING_MS);
        double used = way.cpuMillis() - before;
        return Math.max(0, used - idleRate * (System.nanoTime() - start)) / runs;
    }
}
