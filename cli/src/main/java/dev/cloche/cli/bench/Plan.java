package dev.cloche.cli.bench;

import java.time.Duration;
import java.util.List;

/// How much is measured.
///
/// @param runs of the smallest program
/// @param warmUp runs before that do not count
/// @param kernels that Jupyter starts
/// @param windows of each load, in turns
/// @param window how long each is
/// @param rates of arrivals a second
record Plan(int runs, int warmUp, int kernels, int windows, Duration window, List<Integer> rates) {
    /// How many are in flight when many are, each in a session of its own.
    static final int CALLERS = 16;

    Plan {
        rates = List.copyOf(rates);
    }

    static Plan full(int runs) {
        return new Plan(runs, 30, 5, 2, Duration.ofSeconds(5), List.of(10, 50, 100));
    }

    static Plan quick(int runs) {
        return new Plan(runs, 10, 2, 1, Duration.ofSeconds(2), List.of(10, 50));
    }
}
