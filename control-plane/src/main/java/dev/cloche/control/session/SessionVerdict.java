package dev.cloche.control.session;

import dev.cloche.api.session.SessionStatus;
import java.time.Instant;

/// What is to be done about a session.
sealed interface SessionVerdict {

    /// Nothing.
    record Leave() implements SessionVerdict {}

    /// It is over, unless something has happened in it meanwhile.
    record EndIdle(Instant lastActivity, String reason) implements SessionVerdict {}

    /// It is over.
    record End(SessionStatus status, String reason) implements SessionVerdict {}

    /// Its container is gone, and nobody has given it another one.
    record Move() implements SessionVerdict {}

    /// Its container listens, but nobody has opened it there yet.
    record Open() implements SessionVerdict {}
}
