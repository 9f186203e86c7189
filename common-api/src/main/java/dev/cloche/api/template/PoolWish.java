package dev.cloche.api.template;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import org.jspecify.annotations.Nullable;

/// How many containers are to be kept ready for a template; what is absent stays as it is.
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record PoolWish(
        @Nullable Integer target,
        @Nullable Integer min,
        @Nullable Integer max,
        @Nullable Integer idleSeconds) {}
