package dev.cloche.control.session;

import dev.cloche.api.session.SessionStatus;

/// What is to be done about a session.
sealed interface SessionVerdict {

    /// Nothing.
    record Leave() implements SessionVerdict {}

    /// It is over.
    record End(SessionStatus status, String reason) implements SessionVerdict {}

    /// Its container listens, but nobody has opened it there yet.
    record Open() implements SessionVerdict {}
}
