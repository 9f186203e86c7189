package dev.cloche.control.execution;

import java.time.Duration;
import java.time.Instant;

/// The way into a session whose executor was full. It is shut for a moment; then it is ajar: one
/// execution finds out whether there is room, and when as many as may enter at once have found
/// some, one more may. Of what was long ago it says nothing.
final class Door {

    /// Whoever is refused is told to come back after a second. As long as it is shut, what waits
    /// gets less; each time that it opens, some come too many and are written down for nothing.
    static final Duration MOMENT = Duration.ofSeconds(1);

    /// After so many of its session have ended it opens at once: a fast executor is done with its
    /// line before the moment is over, and a session may have four times as many in it.
    static final int ENDED = 64;

    /// As many at once as say that nothing needs to be watched any more.
    private static final int WIDE = 16;

    /// How long it is ajar at most since it was shut last: far longer than finding out takes.
    static final Duration AJAR = Duration.ofSeconds(10);

    private final String tenant;
    private Instant opens;
    private int ended;
    private int width = 1;
    private int found;
    private int inside;

    /// @param tenant whose session it is
    /// @param now when its executor was full
    Door(String tenant, Instant now) {
        this.tenant = tenant;
        this.opens = now.plus(MOMENT);
    }

    /// Of another one's session nobody learns whether it is busy.
    boolean isOf(String caller) {
        return tenant.equals(caller);
    }

    /// Its executor is full, again.
    synchronized void shut(Instant now) {
        opens = now.plus(MOMENT);
        ended = 0;
        width = 1;
        found = 0;
    }

    /// One that waited or ran there has ended.
    synchronized void oneEnded(Instant now) {
        if (++ended == ENDED && now.isBefore(opens)) {
            opens = now;
        }
    }

    /// Whether nobody may enter now.
    synchronized boolean isClosed(Instant now) {
        return now.isBefore(opens) || (inside >= width && now.isBefore(opens.plus(AJAR)));
    }

    /// Whether somebody has entered; who has also leaves.
    synchronized boolean enter(Instant now) {
        if (isClosed(now)) {
            return false;
        }
        inside++;
        return true;
    }

    synchronized void leave() {
        inside--;
    }

    /// There was room for one.
    ///
    /// @return whether no door is needed any more
    synchronized boolean widen(Instant now) {
        if (!now.isBefore(opens) && ++found >= width) {
            width++;
            found = 0;
        }
        return width > WIDE;
    }
}
