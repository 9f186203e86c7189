package dev.cloche.api.executor;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Where a run is: the body of `POST /internal/executions/{id}/status`.
///
/// @param startedAt required with `running`
/// @param timeoutAt required with `timeout`
/// @param crashedAt required with `crashed`
/// @param error what went wrong
/// @param attempt which one this is; the present one when absent
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StatusReport(
        @NotNull RunPhase status,
        @Nullable Instant startedAt,
        @Nullable Instant timeoutAt,
        @Nullable Instant crashedAt,
        @Nullable String error,
        @Nullable Integer attempt) {}
