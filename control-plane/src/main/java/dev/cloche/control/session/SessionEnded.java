package dev.cloche.control.session;

import dev.cloche.api.session.SessionId;
import dev.cloche.api.session.SessionStatus;

/// A session is over, and what ran in it has been stopped.
record SessionEnded(SessionId session, SessionStatus status) {}
