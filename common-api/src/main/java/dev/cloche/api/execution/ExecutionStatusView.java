package dev.cloche.api.execution;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.cloche.api.session.SessionId;
import dev.cloche.api.session.WaitingFor;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Where an execution is.
///
/// @param waitingFor what it waits for while it does not run
/// @param attempt 1 for the first; more when the platform lost it and tried again
/// @param startedAt when its executor started it
/// @param completedAt when it ended
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record ExecutionStatusView(
        ExecutionId executionId,
        SessionId sessionId,
        ExecutionStatus status,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable WaitingFor waitingFor,
        int attempt,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant completedAt) {}
