package dev.cloche.cli.bench.load;

import java.time.Duration;

/// What the measuring program itself takes of the processors, which what it measures does not have.
public final class OwnTime {

    private final long start = System.nanoTime();
    private final Duration used = used();

    private OwnTime() {}

    /// From now on.
    public static OwnTime start() {
        return new OwnTime();
    }

    /// How many processors it kept busy since then; zero where the system does not tell.
    public double processors() {
        return (double) used().minus(used).toNanos() / Math.max(1, System.nanoTime() - start);
    }

    private static Duration used() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
