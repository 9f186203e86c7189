package dev.cloche.api.template;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import org.jspecify.annotations.Nullable;

/// How many containers are to be kept ready for a template; what is absent stays as it is.
///
/// @param target how many to keep ready, from `min` to `max`
/// @param min never fewer; 0 or more
/// @param max never more; at most 100
/// @param idleSeconds how long one may stand unused beyond the target: 30 to 86400
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record PoolWish(
        @Nullable Integer target,
        @Nullable Integer min,
        @Nullable Integer max,
        @Nullable Integer idleSeconds) {}
