package dev.cloche.api.execution;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.cloche.api.session.SessionId;
import dev.cloche.api.session.WaitingFor;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// All of an execution.
///
/// @param code what is run
/// @param workingDirectory where in the workspace it starts; absent for the workspace itself
/// @param timeout seconds that it may take
/// @param waitingFor what it waits for while it does not run
/// @param attempt 1 for the first; more when the platform lost it and tried again
/// @param result how it ended; absent before
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ExecutionView(
        ExecutionId executionId,
        SessionId sessionId,
        ExecutionStatus status,
        @Nullable WaitingFor waitingFor,
        Language language,
        String code,
        int timeout,
        @Nullable WorkingDirectory workingDirectory,
        int attempt,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant completedAt,
        @Nullable ExecutionResult result) {}
