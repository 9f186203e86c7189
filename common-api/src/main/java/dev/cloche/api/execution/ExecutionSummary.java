package dev.cloche.api.execution;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.cloche.api.session.SessionId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An execution in a list.
///
/// @param completedAt when it ended
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record ExecutionSummary(
        ExecutionId executionId,
        SessionId sessionId,
        ExecutionStatus status,
        Language language,
        Instant createdAt,
        @Nullable Instant completedAt) {}
