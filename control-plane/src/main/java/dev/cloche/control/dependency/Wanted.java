package dev.cloche.control.dependency;

import dev.cloche.api.dependency.Dependency;
import dev.cloche.api.session.SessionId;
import dev.cloche.control.container.LiveContainer;
import java.util.List;

/// Packages that are to be installed.
///
/// @param attempt which installation of the session this is
/// @param fatal whether the session is not to go on without them
record Wanted(
        SessionId session,
        LiveContainer container,
        List<Dependency> packages,
        int attempt,
        int timeoutSeconds,
        boolean fatal) {

    Wanted {
        packages = List.copyOf(packages);
    }
}
