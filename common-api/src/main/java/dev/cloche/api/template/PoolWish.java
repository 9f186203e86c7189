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
        @Nullable @Min(0) @Max(PoolWish.MOST) Integer target,
        @Nullable @Min(0) @Max(PoolWish.MOST) Integer min,
        @Nullable @Min(0) @Max(PoolWish.MOST) Integer max,
        @Nullable @Min(PoolWish.SHORTEST_IDLE) @Max(PoolWish.LONGEST_IDLE) Integer idleSeconds) {

    /// Containers of one template that are kept ready, at most.
    public static final int MOST = 100;

    /// Seconds.
    public static final int SHORTEST_IDLE = 30;

    /// Seconds.
    public static final int LONGEST_IDLE = 86_400;
}
