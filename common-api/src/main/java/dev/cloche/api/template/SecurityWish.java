package dev.cloche.api.template;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import org.jspecify.annotations.Nullable;

/// What code is to be allowed beyond computing; what is absent stays as it is.
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record SecurityWish(
        @Nullable Boolean networkEnabled,
        @Nullable String networkPolicy,
        @Nullable Integer maxProcesses) {}
