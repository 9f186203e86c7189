package dev.cloche.api.template;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import org.jspecify.annotations.Nullable;

/// What one sandbox may use. Each part is optional in a request; the template fills what is
/// missing.
///
/// @param cpu cores, a decimal number from 0.5 to 4
/// @param memory `256Mi` to `8Gi`
/// @param disk `1Gi` to `50Gi`
/// @param maxProcesses 32 to 1024 processes and threads
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record ResourceLimits(
        @Nullable String cpu,
        @Nullable String memory,
        @Nullable String disk,
        @Nullable Integer maxProcesses) {}
