package dev.cloche.api.template;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/// How many containers are kept ready for a template.
///
/// @param target how many to keep ready
/// @param min never fewer
/// @param max never more
/// @param idleSeconds how long one may stand unused beyond the target
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record PoolSize(int target, int min, int max, int idleSeconds) {}
