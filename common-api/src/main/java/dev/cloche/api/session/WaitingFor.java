package dev.cloche.api.session;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;

/// What something that has not begun waits for.
///
/// @param code what, for programs
/// @param message what, for people
/// @param since since when it waits for this
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record WaitingFor(WaitReason code, String message, Instant since) {}
