package dev.cloche.api.execution;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The answer to a submission.
///
/// @param result how it ended, when its caller waited for that and it ended in time
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Submitted(
        ExecutionId executionId,
        ExecutionStatus status,
        Instant submittedAt,
        @Nullable ExecutionResult result) {}
