package dev.cloche.api.template;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;

/// How many containers are to be kept ready for a template; what is absent stays as it is.
///
/// @param target how many to keep ready, from `min` to `max`
/// @param min never fewer; 0 or more
/// @param max never more; at most 100
/// @param idleSeconds how long one may stand unused beyond the target: 30 to 86400
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record PoolWish(
        @Nullable @Min(0) @Max(100) Integer target,
        @Nullable @Min(0) @Max(100) Integer min,
        @Nullable @Min(0) @Max(100) Integer max,
        @Nullable @Min(30) @Max(86_400) Integer idleSeconds) {}
