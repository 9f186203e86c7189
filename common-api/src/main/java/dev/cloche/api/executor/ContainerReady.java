package dev.cloche.api.executor;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.cloche.api.container.ContainerId;
import dev.cloche.api.template.Isolation;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An executor listens: the body of `POST /internal/sessions/{id}/container_ready`.
///
/// @param containerId the same as in the address
/// @param podName its name in Kubernetes, where it runs there
/// @param executorPort where it listens; 8080 when absent
/// @param readyAt when its executor began to listen
/// @param isolation what it found when it tried
/// @param isolationDetail what is missing for full isolation
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ContainerReady(
        @Nullable ContainerId containerId,
        @Nullable String podName,
        @Nullable @Min(1) @Max(65535) Integer executorPort,
        @Nullable Instant readyAt,
        @Nullable Isolation isolation,
        @Nullable String isolationDetail) {}
