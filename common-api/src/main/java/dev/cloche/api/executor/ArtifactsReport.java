package dev.cloche.api.executor;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;

/// The body of `POST /internal/executions/{id}/artifacts`.
///
/// @param artifacts all that are to be known
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record ArtifactsReport(@NotNull @Size(max = 10_000) List<@Valid Artifact> artifacts) {

    public ArtifactsReport {
        artifacts = List.copyOf(artifacts);
    }
}
