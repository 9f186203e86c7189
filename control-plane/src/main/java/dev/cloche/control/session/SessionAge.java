package dev.cloche.control.session;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.session.SessionId;
import dev.cloche.api.session.SessionStatus;
import java.time.Duration;
import java.time.Instant;

/// What of a session its reaper looks at.
///
/// @param timeout how long it may be without activity
/// @param busy whether something is running in it
/// @param containerListens whether the executor of its container has reported, and the container is
///   not gone
/// @param held whether its container waits for the packages of its template
/// @param container where its place is
record SessionAge(
        SessionId id,
        SessionStatus status,
        Instant createdAt,
        Instant lastActivityAt,
        Duration timeout,
        boolean busy,
        boolean containerListens,
        boolean held,
        ContainerId container) {}
