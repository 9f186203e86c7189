package dev.cloche.control.session;

import dev.cloche.api.session.SessionId;
import dev.cloche.control.container.LiveContainer;
import java.time.Duration;

/// A session can execute code from now on.
///
/// @param took since it was asked for
/// @param cold whether it had to wait for a container
public record SessionOpened(
        SessionId session, LiveContainer container, Duration took, boolean cold) {}
