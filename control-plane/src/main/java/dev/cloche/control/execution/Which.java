package dev.cloche.control.execution;

/// Which attempt at an execution is meant.
///
/// @param attempt its number; 0 for any
/// @param unbegun whether it is meant only as long as nothing has been heard of it
record Which(int attempt, boolean unbegun) {

    static Which attempt(int number) {
        return new Which(number, false);
    }

    static Which unbegun(int number) {
        return new Which(number, true);
    }
}
