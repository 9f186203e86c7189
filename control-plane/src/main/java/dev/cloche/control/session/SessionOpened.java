package dev.cloche.control.session;

import dev.cloche.api.session.SessionId;
import dev.cloche.control.container.LiveContainer;

/// A session can execute code from now on.
public record SessionOpened(SessionId session, LiveContainer container) {}
