package dev.cloche.api.executor;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A run is alive: the body of `POST /internal/executions/{id}/heartbeat`.
///
/// @param progress anything the executor wants to tell
/// @param attempt which one this is; the present one when absent
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Heartbeat(
        @NotNull Instant timestamp, @Nullable ObjectNode progress, @Nullable Integer attempt) {}
