package dev.cloche.cli.bench;

import java.util.Arrays;

/// Durations of one thing, measured many times.
final class Samples {
    private static final double NANOS_PER_MS = 1_000_000.0;

    private final long[] nanos;
    private int count;

    Samples(int capacity) {
        this.nanos = new long[capacity];
    }

    void add(long duration) {
        nanos[count] = duration;
        count++;
    }

    /// The value that this percentage of the samples does not exceed, in milliseconds.
    double percentile(int percent) {
        if (count == 0) {
            throw new IllegalStateException("nothing was measured");
        }
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        int rank = Math.ceilDiv(percent * count, 100);
        return sorted[Math.max(0, rank - 1)] / NANOS_PER_MS;
    }
}
