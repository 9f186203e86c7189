package dev.cloche.api.template;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.cloche.api.execution.Language;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A template that is to be; the fields mean what they mean in [TemplateChange].
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record NewTemplate(
        @NotNull TemplateId id,
        @NotNull @Size(min = 1, max = 255) String name,
        @NotNull @Size(min = 1, max = 512) String image,
        @Nullable @Size(min = 1, max = 512) String baseImage,
        @Nullable @Size(max = 64) List<@NotNull String> preInstalledPackages,
        @NotNull ResourceLimits defaultResources,
        @Nullable SecurityWish securityContext,
        @Nullable String runtimeType,
        @Nullable @Min(60) @Max(3600) Integer defaultTimeout,
        @Nullable @Size(max = 64) Map<String, @NotNull String> defaultEnvVars,
        @Nullable Density density,
        @Nullable PoolWish pool,
        @Nullable @Size(min = 1, max = 3) List<@NotNull Language> languages,
        @Nullable @Size(max = 32) List<@NotNull String> preload,
        @Nullable Isolation isolation) {

    /// All of it but the id, as a change of a template that says nothing yet.
    public TemplateChange content() {
        return new TemplateChange(
                name,
                image,
                baseImage,
                preInstalledPackages,
                defaultResources,
                securityContext,
                runtimeType,
                defaultTimeout,
                defaultEnvVars,
                density,
                pool,
                languages,
                preload,
                isolation);
    }
}
