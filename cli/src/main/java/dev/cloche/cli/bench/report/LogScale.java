package dev.cloche.cli.bench.report;

import java.util.Collection;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// Where values lie on a logarithmic axis. Pure.
///
/// @param low value at the start
/// @param high value at the end
record LogScale(double low, double high, double start, double end) {
    private static final List<Double> STEPS = List.of(1.0, 2.0, 5.0);

    LogScale {
        if (low <= 0 || high <= low) {
            throw new IllegalArgumentException("no logarithmic scale from " + low + " to " + high);
        }
    }

    /// One whose ends are round, and a bit beyond the values.
    static LogScale covering(Collection<Double> values, double start, double end) {
        double least = values.stream().mapToDouble(it -> it).min().orElse(1);
        double most = values.stream().mapToDouble(it -> it).max().orElse(1);
        double low = steps().filter(it -> it < least).max().orElse(least / 2);
        double high = steps().filter(it -> it > most).min().orElse(most * 2);
        return new LogScale(low, high, start, end);
    }

    double at(double value) {
        double share = Math.log(value / low) / Math.log(high / low);
        return start + share * (end - start);
    }

    /// Round values between the ends, with them.
    List<Double> ticks() {
        return steps().filter(it -> it >= low && it <= high).boxed().toList();
    }

    private static DoubleStream steps() {
        return IntStream.rangeClosed(-3, 6)
                .boxed()
                .flatMap(power -> STEPS.stream().map(it -> it * Math.pow(10, power)))
                .mapToDouble(it -> it)
                .sorted();
    }
}
