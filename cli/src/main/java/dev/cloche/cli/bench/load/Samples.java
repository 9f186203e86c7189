package dev.cloche.cli.bench.load;

import java.util.Collection;
import java.util.List;

/// Durations of one thing, measured many times.
///
/// @param nanos in ascending order, at least one
public record Samples(List<Long> nanos) {
    private static final double NANOS_PER_MS = 1e6;
    private static final double MS_PER_SECOND = 1e3;

    public Samples {
        if (nanos.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
        nanos = nanos.stream().sorted().toList();
    }

    public static Samples of(Collection<Long> nanos) {
        return new Samples(List.copyOf(nanos));
    }

    /// The value that this percentage of the samples does not exceed, in milliseconds.
    public double percentile(int percent) {
        int rank = Math.ceilDiv(percent * nanos.size(), 100);
        return nanos.get(Math.max(0, rank - 1)) / NANOS_PER_MS;
    }

    /// How many a second when one follows the other.
    public double perSecond() {
        double sum = nanos.stream().mapToLong(it -> it).sum() / NANOS_PER_MS;
        return nanos.size() * MS_PER_SECOND / sum;
    }

    public int count() {
        return nanos.size();
    }
}
