package dev.cloche.control.reconcile;

import java.time.Duration;
import java.time.Instant;

/// Since when a replica has heard without a break what executors report. While the database is
/// away, or this process is stopped, reports come to nothing, so the silence of that time says
/// nothing about those who report. A clock that is set is a break too.
public final class Listening {

    private final Duration longest;
    private Instant since;
    private Instant last;

    /// @param longest between two looks without a break
    /// @param start when reports could be heard for the first time
    public Listening(Duration longest, Instant start) {
        this.longest = longest;
        this.since = start;
        this.last = start;
    }

    /// Notes a look that succeeded, and gives the end of the last break before it.
    public synchronized Instant at(Instant now) {
        boolean setBack = last.minus(longest).isAfter(now);
        if (setBack || last.plus(longest).isBefore(now)) {
            since = now;
        }
        last = now;
        return since;
    }
}
