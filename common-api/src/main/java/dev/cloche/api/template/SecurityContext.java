package dev.cloche.api.template;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import org.jspecify.annotations.Nullable;

/// What code in a sandbox may do beyond computing.
///
/// @param networkEnabled whether runs have a network
/// @param networkPolicy the name of a policy where the platform has them
/// @param maxProcesses processes and threads at once
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record SecurityContext(
        boolean networkEnabled, @Nullable String networkPolicy, @Nullable Integer maxProcesses) {}
