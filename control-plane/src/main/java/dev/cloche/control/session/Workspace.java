package dev.cloche.control.session;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.session.SessionId;
import dev.cloche.control.container.LiveContainer;
import java.util.Optional;

/// Where the files of a session are.
public sealed interface Workspace {

    SessionId session();

    /// In a container, where code may work with them at the same time.
    record Open(SessionId session, LiveContainer container) implements Workspace {}

    /// Nowhere yet: its container is on its way.
    record Opening(SessionId session) implements Workspace {}

    /// The session is over, and its files are kept.
    ///
    /// @param container in which it lived
    /// @param live that container, if it still lives
    record Closed(SessionId session, Optional<ContainerId> container, Optional<LiveContainer> live)
            implements Workspace {}

    /// The session is over, and its files are in the store of files.
    ///
    /// @param container in which it lived
    record Stored(SessionId session, ContainerId container) implements Workspace {}
}
