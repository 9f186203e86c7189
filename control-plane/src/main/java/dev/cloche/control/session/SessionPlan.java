package dev.cloche.control.session;

import dev.cloche.api.session.SessionId;
import dev.cloche.api.session.SessionMode;
import dev.cloche.api.template.ResourceLimits;
import dev.cloche.control.auth.Caller;
import dev.cloche.control.template.Template;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A session that is to be made: a request that has been checked, with everything filled in.
///
/// @param agent whose session it is, in the caller's words
/// @param envNames the names that the caller gave; `env` has those of the template too
/// @param dependencies packages that are to be installed for it
record SessionPlan(
        SessionId id,
        Caller caller,
        Template template,
        SessionMode mode,
        int timeoutSeconds,
        ResourceLimits resources,
        List<String> envNames,
        SealedEnv env,
        boolean networkEnabled,
        Map<String, String> metadata,
        Optional<String> agent,
        Optional<DependencyPlan> dependencies) {

    /// Bytes that its workspace may take.
    long diskBytes() {
        return Resources.forRuns(resources).diskBytes();
    }
}
