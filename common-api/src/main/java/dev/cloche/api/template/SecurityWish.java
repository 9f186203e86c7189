package dev.cloche.api.template;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import org.jspecify.annotations.Nullable;

/// What code is to be allowed beyond computing; what is absent stays as it is.
///
/// @param networkEnabled whether runs have a network; it can only be false
/// @param networkPolicy the name of a policy where the platform has them
/// @param maxProcesses 32 to 1024 processes and threads at once
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record SecurityWish(
        @Nullable Boolean networkEnabled,
        @Nullable String networkPolicy,
        @Nullable Integer maxProcesses) {}
