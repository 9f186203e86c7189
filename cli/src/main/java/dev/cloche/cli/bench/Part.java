package dev.cloche.cli.bench;

import java.util.Locale;

/// What is measured.
enum Part {
    /// One in flight, back to back.
    SINGLE,
    /// Arrivals at random.
    OPEN,
    /// Many in flight.
    THROUGHPUT,
    /// Creating and ending sessions.
    SESSIONS,
    /// A hundred sessions at once, a thousand idle ones, and reads while code runs.
    CROWD,
    /// Five times as much as can be done.
    OVERLOAD,
    /// CPU time of a run.
    CPU,
    /// Memory while nothing runs.
    MEMORY;

    /// As it is typed.
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
