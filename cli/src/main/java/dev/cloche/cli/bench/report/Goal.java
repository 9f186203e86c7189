package dev.cloche.cli.bench.report;

import dev.cloche.cli.bench.way.Subject;
import dev.cloche.cli.bench.way.Workload;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/// What we want to reach.
///
/// @param most times the median of the yardstick
record Goal(double most, Subject yardstick) {

    /// At least as much gets done as without us.
    static final double THROUGHPUT = 1.0;

    /// Whether that is asked: of ours, and of the smallest program.
    static boolean asksThroughput(Workload workload, Subject subject) {
        return subject.isOurs() && workload == Workload.PYTHON;
    }

    /// One in flight. Pure.
    static Optional<Goal> of(Workload workload, Subject subject) {
        if (!subject.isOurs()) {
            return Optional.empty();
        }
        boolean alone = subject == Subject.EXECUTOR;
        return Optional.of(
                switch (workload) {
                    case PYTHON -> new Goal(alone ? 0.3 : 1.0, Subject.BARE);
                    case PANDAS -> new Goal(alone ? 0.03 : 0.06, Subject.BARE);
                    case JAVASCRIPT -> new Goal(0.5, Subject.BARE);
                    case SHELL -> new Goal(1.0, Subject.BWRAP);
                });
    }

    /// The goal in words, and whether a median reaches it.
    ///
    /// @param median of the yardstick, if it was measured
    String judge(double p50, OptionalDouble median) {
        String name =
                switch (yardstick) {
                    case BARE -> "bare";
                    case BWRAP -> "bubblewrap";
                    case JUPYTER, KERNEL, EXECUTOR, API -> yardstick.title();
                };
        String words = "≤ %s × %s".formatted(number(most), name);
        if (median.isEmpty()) {
            return words;
        }
        return words + (p50 <= most * median.getAsDouble() ? ": met" : ": **not met**");
    }

    private static String number(double value) {
        return value < 0.1
                ? String.format(Locale.ROOT, "%.2f", value)
                : String.format(Locale.ROOT, "%.1f", value);
    }
}
