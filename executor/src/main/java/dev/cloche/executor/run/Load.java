package dev.cloche.executor.run;

/// How much an executor has to do.
///
/// @param running runs that have begun and are not over
/// @param waiting runs that wait for room
public record Load(int running, int waiting) {}
