package dev.cloche.cli.bench.load;

import dev.cloche.cli.bench.way.Way;
import dev.cloche.cli.machine.ProcessTable;
import dev.cloche.cli.machine.Processors;
import java.util.OptionalDouble;

/// CPU time of one run: what the processors of the machine worked, but for this process. Processes
/// that end uncounted, as the sandboxes of an executor do, are in it too.
public final class Cost {
    // what is tidied up and made ready again after an answer belongs to the run
    private static final long SETTLING_MS = 500;
    private static final long IDLE_MS = 1500;

    private Cost() {}

    /// Milliseconds of each of some runs, one after the other. What is worked while nothing runs is
    /// measured before, and taken off; empty when that was more.
    public static OptionalDouble millis(Way way, int runs) throws InterruptedException {
        Thread.sleep(SETTLING_MS);
        Reading idle = Reading.now();
        Thread.sleep(IDLE_MS);
        Reading before = Reading.now();
        for (int run = 0; run < runs; run++) {
            long _ = way.run(0);
        }
        Thread.sleep(SETTLING_MS);
        return perRun(idle, before, Reading.now(), runs);
    }

    /// Pure.
    static OptionalDouble perRun(Reading idle, Reading before, Reading after, int runs) {
        double idleRate = (before.cpu() - idle.cpu()) / (before.nanos() - idle.nanos());
        double used = after.cpu() - before.cpu() - idleRate * (after.nanos() - before.nanos());
        return used > 0 ? OptionalDouble.of(used / runs) : OptionalDouble.empty();
    }

    /// @param cpu milliseconds until then
    record Reading(long nanos, double cpu) {
        static Reading now() {
            return new Reading(
                    System.nanoTime(), Processors.busyMillis() - ProcessTable.ownMillis());
        }
    }
}
