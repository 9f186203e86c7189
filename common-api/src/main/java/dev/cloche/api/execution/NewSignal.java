package dev.cloche.api.execution;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/// A signal for a run.
///
/// @param signal the name of a [Signal], with `SIG` before it or without
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record NewSignal(@NotNull @Size(max = 16) String signal) {}
