package dev.cloche.api.executor;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An executor ends: the body of `POST /internal/sessions/{id}/container_exited`.
///
/// @param exitCode of the executor
/// @param exitReason why it ends
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ContainerExited(
        @NotNull Integer exitCode, @NotNull Instant exitedAt, @Nullable ExitReason exitReason) {}
