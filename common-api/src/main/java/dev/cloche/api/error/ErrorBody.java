package dev.cloche.api.error;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/// What every refused request is answered with.
///
/// @param errorCode one of [ErrorCode]
/// @param description what this code means
/// @param errorDetail what was wrong with this request
/// @param errorLink a page about this code
/// @param solution what to do about it
/// @param requestId names the request in the log
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record ErrorBody(
        String errorCode,
        String description,
        String errorDetail,
        String errorLink,
        String solution,
        String requestId) {}
