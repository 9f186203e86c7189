package dev.cloche.control.execution;

import java.time.Duration;
import java.time.Instant;

/// The way into a session whose executor was full. For each execution of the session that ends, one
/// may come in. There may be more room, of which nobody was told: after a while it is ajar, one
/// more finds out, and when as many as may enter at once have found some, one more may. Of what was
/// long ago it says nothing.
final class Door {

    /// Whoever is refused is told to come back after a second.
    static final Duration MOMENT = Duration.ofSeconds(1);

    /// Who finds out in vain is written down for nothing: each time the next one waits for twice as
    /// long, up to this.
    static final Duration LONGEST = Duration.ofSeconds(8);

    /// As many places that nobody takes, or as many at once that find room, say that nothing needs
    /// to be watched any more.
    private static final int WIDE = 16;

    /// How long it is ajar at most since it was shut last: far longer than finding out takes.
    static final Duration AJAR = Duration.ofSeconds(10);

    /// Of whoever was let pass and has not come in by then, nothing more will be heard.
    static final Duration ON_THE_WAY = Duration.ofSeconds(2);

    private final String tenant;
    private Duration pause = MOMENT;
    private Instant opens;
    private int places;
    private int width = 1;
    private int found;
    private int inside;
    private int coming;
    private Instant expected = Instant.MIN;

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

    /// Its executor is full, again: what room there was has been taken by others.
    synchronized void shut(Instant now) {
        if (!now.isBefore(opens)) {
            pause = pause.compareTo(LONGEST) < 0 ? pause.multipliedBy(2) : LONGEST;
        }
        opens = now.plus(pause);
        places = 0;
        width = 1;
        found = 0;
    }

    /// One that waited or ran there has ended, or did not need its place.
    ///
    /// @return whether no door is needed any more
    synchronized boolean oneEnded() {
        return ++places > WIDE;
    }

    /// Whether somebody may come, who then enters or is never heard of again. Those on the way
    /// count: before the first of them has entered, a hundred more may have come.
    synchronized boolean pass(Instant now) {
        if (isForgotten(now)) {
            return true;
        }
        if (coming(now) >= room(now)) {
            return false;
        }
        coming = coming(now) + 1;
        expected = now.plus(ON_THE_WAY);
        return true;
    }

    /// Whether somebody has entered; who has also leaves.
    synchronized boolean enter(Instant now) {
        coming = Math.max(0, coming(now) - 1);
        if (room(now) == 0 && !isForgotten(now)) {
            return false;
        }
        places = Math.max(0, places - 1);
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
            pause = MOMENT;
            if (++found >= width) {
                width++;
                found = 0;
            }
        }
        return width > WIDE;
    }

    private int room(Instant now) {
        return now.isBefore(opens) ? places : Math.max(places, width - inside);
    }

    private int coming(Instant now) {
        return now.isBefore(expected) ? coming : 0;
    }

    /// Whether it says nothing any more.
    synchronized boolean isForgotten(Instant now) {
        return !now.isBefore(opens.plus(AJAR));
    }
}
