package dev.cloche.api.execution;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;

/// The answer to a submission.
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Submitted(ExecutionId executionId, ExecutionStatus status, Instant submittedAt) {}
