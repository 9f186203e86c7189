package dev.cloche.control.execution;

import java.time.Duration;
import java.time.Instant;

/// The way into a session whose executor was full. It is shut for a moment; then it is ajar: one
/// execution finds out whether there is room, and each that finds some lets one more in at once. Of
/// what was long ago it says nothing.
final class Door {

    /// An executor's line is seconds long, and a session has half of it, so that it does not run
    /// empty meanwhile; and whoever is refused is told to come back after a second.
    static final Duration MOMENT = Duration.ofMillis(400);

    /// As many at once as say that nothing needs to be watched any more.
    private static final int WIDE = 16;

    /// How long it is ajar at most since it was shut last: far longer than finding out takes.
    static final Duration AJAR = Duration.ofSeconds(10);

    private Instant opens;
    private int width = 1;
    private int inside;

    /// @param now when its executor was full
    Door(Instant now) {
        this.opens = now.plus(MOMENT);
    }

    /// Its executor is full, again.
    synchronized void shut(Instant now) {
        opens = now.plus(MOMENT);
        width = 1;
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
        if (!now.isBefore(opens)) {
            width++;
        }
        return width > WIDE;
    }
}
