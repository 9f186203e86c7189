package dev.cloche.cli.chaos;

import java.time.Duration;

/// A fault of a schedule.
///
/// @param pause after the end of the one before
/// @param lasts zero for a sudden one
/// @param pick which of those that it can befall; from 0 up to 1
record Planned(Fault fault, Duration pause, Duration lasts, double pick) {

    /// The place in a list of that many, at least one.
    int among(int candidates) {
        return (int) (pick * candidates);
    }
}
