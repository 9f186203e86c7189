package dev.cloche.control.execution;

import dev.cloche.api.execution.ExecutionId;
import dev.cloche.api.execution.Language;
import dev.cloche.api.execution.WorkingDirectory;
import dev.cloche.control.session.SealedEnv;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An execution that is to be made: a request that has been checked, with everything filled in.
///
/// @param envVars as they are handed over
/// @param directory where in the workspace it starts
/// @param env the same, as they are stored
/// @param retry whether it is run again when the platform loses it
record ExecutionPlan(
        ExecutionId id,
        Language language,
        String code,
        @Nullable String event,
        Map<String, String> envVars,
        SealedEnv env,
        @Nullable String stdin,
        boolean stdinOpen,
        int timeoutSeconds,
        @Nullable WorkingDirectory directory,
        boolean retry) {

    ExecutionPlan {
        envVars = Map.copyOf(envVars);
    }
}
