package dev.cloche.control.container;

import dev.cloche.api.container.ContainerId;
import java.util.Optional;

/// A place for one session.
public sealed interface Place {

    /// Where it is.
    ContainerId container();

    /// In a container that is there; its executor may still be on its way.
    ///
    /// @param live where its executor listens, once it does
    record Taken(ContainerId container, Optional<LiveContainer> live) implements Place {}

    /// In a container that is only written down. Whoever got it calls [Places#start] once that is
    /// committed.
    ///
    /// @param instead an unused container that has to go first, since the machine was full
    record Reserved(ContainerId container, NewContainer plan, Optional<ContainerId> instead)
            implements Place {}
}
