package dev.cloche.control.reconcile;

import java.time.Duration;
import java.time.Instant;

/// When the wall clock was last set to another time, or stood still with the whole machine. Moments
/// written down before that say nothing about how much time has passed since.
public final class ClockSteps {

    private final Duration tolerance;
    private Instant wall;
    private long nanos;
    private Instant evenSince = Instant.EPOCH;

    /// @param tolerance by how much the wall clock may differ from the steady one between two
    ///   looks; clocks that are kept right by slewing stay within that
    /// @param wall what the wall clock says
    /// @param nanos what a clock says that nobody sets, such as [System#nanoTime]
    public ClockSteps(Duration tolerance, Instant wall, long nanos) {
        this.tolerance = tolerance;
        this.wall = wall;
        this.nanos = nanos;
    }

    /// Notes a look, and tells since when the wall clock has gone evenly: since the beginning of
    /// time when no step was seen.
    public synchronized Instant at(Instant wall, long nanos) {
        Duration passed = Duration.between(this.wall, wall);
        Duration step = passed.minusNanos(nanos - this.nanos).abs();
        this.wall = wall;
        this.nanos = nanos;
        if (step.compareTo(tolerance) > 0) {
            evenSince = wall;
        }
        return evenSince;
    }
}
