package dev.cloche.control.execution;

import org.jspecify.annotations.Nullable;

/// Which attempt at an execution is meant.
///
/// @param attempt its number; 0 for any
/// @param unbegun whether it is meant only as long as nothing has been heard of it
record Which(int attempt, boolean unbegun) {

    /// The number by which a report names its attempt; one that names none means the present one.
    static int named(@Nullable Integer attempt) {
        return attempt == null ? 0 : attempt;
    }

    static Which attempt(int number) {
        return new Which(number, false);
    }

    static Which unbegun(int number) {
        return new Which(number, true);
    }
}
