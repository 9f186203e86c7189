package dev.cloche.api.execution;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.cloche.api.session.SessionId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Where an execution is.
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record ExecutionStatusView(
        ExecutionId executionId,
        SessionId sessionId,
        ExecutionStatus status,
        int attempt,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant completedAt) {}
