package dev.cloche.control.session;

import dev.cloche.api.session.SessionStatus;
import java.time.Duration;
import java.time.Instant;

/// Decides what a session's age asks for. Pure: the reconciler reads, asks, and then acts.
///
/// @param patience how long a session may stay in creating
/// @param lifetime how long a session may live
record SessionReaper(Duration patience, Duration lifetime) {

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
        if (session.createdAt().plus(patience).isBefore(now)) {
            return new SessionVerdict.End(
                    SessionStatus.FAILED, "its container was not ready in time");
        }
        return session.containerListens() ? new SessionVerdict.Open() : new SessionVerdict.Leave();
    }

    private SessionVerdict judgeRunning(SessionAge session, Instant now) {
        if (session.createdAt().plus(lifetime).isBefore(now)) {
            return new SessionVerdict.End(SessionStatus.TIMEOUT, "it has reached its greatest age");
        }
        if (!session.busy() && session.lastActivityAt().plus(session.timeout()).isBefore(now)) {
            return new SessionVerdict.EndIdle(
                    session.lastActivityAt(), "nothing happened in it for longer than its timeout");
        }
        return session.containerListens() ? new SessionVerdict.Leave() : new SessionVerdict.Move();
    }
}
