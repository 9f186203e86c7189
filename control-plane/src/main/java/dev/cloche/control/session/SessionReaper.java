package dev.cloche.control.session;

import dev.cloche.api.session.SessionStatus;
import java.time.Duration;
import java.time.Instant;

/// Decides what a session's age asks for. Pure: the reconciler reads, asks, and then acts.
///
/// @param patience how long a session may stay in creating
/// @param lifetime how long a session may live
/// @param evenSince since when the clock has gone evenly; what was written down before that counts
///   from then on
/// @param hearingSince since when this control plane could hear of sessions without a break
record SessionReaper(
        Duration patience, Duration lifetime, Instant evenSince, Instant hearingSince) {

    /// For callers who could not be heard during a break.
    private static final Duration GRACE = Duration.ofSeconds(5);

    /// The same, after a look at the clocks.
    SessionReaper since(Instant even, Instant hearing) {
        return new SessionReaper(patience, lifetime, even, hearing);
    }

    SessionVerdict judge(SessionAge session, Instant now) {
        return switch (session.status()) {
            case CREATING -> judgeCreating(session, now);
            case RUNNING -> judgeRunning(session, now);
            case COMPLETED, FAILED, TIMEOUT, TERMINATED -> new SessionVerdict.Leave();
        };
    }

    private SessionVerdict judgeCreating(SessionAge session, Instant now) {
        if (session.held()) {
            return new SessionVerdict.Leave();
        }
        if (past(session.createdAt(), patience, now)) {
            return new SessionVerdict.End(
                    SessionStatus.FAILED, "its container was not ready in time");
        }
        return session.containerListens() ? new SessionVerdict.Open() : new SessionVerdict.Leave();
    }

    private SessionVerdict judgeRunning(SessionAge session, Instant now) {
        if (past(session.createdAt(), lifetime, now)) {
            return new SessionVerdict.End(SessionStatus.TIMEOUT, "it has reached its greatest age");
        }
        if (isIdle(session, now)) {
            return new SessionVerdict.EndIdle(
                    session.lastActivityAt(), "nothing happened in it for longer than its timeout");
        }
        return session.containerListens() ? new SessionVerdict.Leave() : new SessionVerdict.Move();
    }

    private boolean isIdle(SessionAge session, Instant now) {
        return !session.busy()
                && hearingSince.plus(GRACE).isBefore(now)
                && past(session.lastActivityAt(), session.timeout(), now);
    }

    private boolean past(Instant since, Duration limit, Instant now) {
        Instant counted = since.isBefore(evenSince) ? evenSince : since;
        return counted.plus(limit).isBefore(now);
    }
}
