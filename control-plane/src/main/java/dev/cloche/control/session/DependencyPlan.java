package dev.cloche.control.session;

import dev.cloche.api.dependency.Dependency;
import java.util.List;

/// Packages that a session wants, checked.
///
/// @param timeoutSeconds after which their installation is given up
/// @param fatal whether the session fails without them
record DependencyPlan(List<Dependency> packages, int timeoutSeconds, boolean fatal) {

    static final int DEFAULT_TIMEOUT = 300;

    DependencyPlan {
        packages = List.copyOf(packages);
    }
}
