package dev.cloche.api.executor;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/// A signal for a run.
///
/// @param signal its number
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record RunSignal(int signal) {}
