package dev.cloche.control.execution;

import dev.cloche.api.execution.ExecutionId;
import dev.cloche.api.execution.Language;
import dev.cloche.control.session.SealedEnv;
import org.jspecify.annotations.Nullable;

/// An execution that is to be made: a request that has been checked, with everything filled in.
record ExecutionPlan(
        ExecutionId id,
        Language language,
        String code,
        @Nullable String event,
        SealedEnv env,
        @Nullable String stdin,
        boolean stdinOpen,
        int timeoutSeconds) {}
