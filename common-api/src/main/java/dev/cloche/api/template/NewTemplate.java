package dev.cloche.api.template;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.cloche.api.execution.Language;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A template that is to be.
///
/// @param id its name for ever
/// @param name 1 to 255 characters, no other template's
/// @param image of at most 512 characters, for runtimes that have images
/// @param baseImage what the image was made from
/// @param preInstalledPackages at most 64, each a name with an optional version, as in `numpy==2.1`
///   or `javascript:lodash@4.17.21`; none when absent
/// @param defaultResources for sessions that do not say
/// @param securityContext what code may do beyond computing; nothing when absent
/// @param runtimeType `python3.11`, `nodejs20`, `java17` or `go1.21`: a label
/// @param defaultTimeout 60 to 3600 seconds without activity after which a session ends; 300 when
///   absent
/// @param defaultEnvVars environment of every run; no place for secrets, since everybody may read
///   it
/// @param density how sessions share containers; `shared` when absent
/// @param pool how many containers are kept ready; none when absent
/// @param languages what code may be written in, each once; Python and shell when absent
/// @param preload Python modules that are imported before a run starts; at most 32
/// @param isolation `full` or `shared_proc`; `full` when absent
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record NewTemplate(
        @NotNull TemplateId id,
        @NotNull @Size(min = 1, max = 255) String name,
        @NotNull @Size(min = 1, max = 512) @Pattern(regexp = TemplateChange.IMAGE) String image,
        @Nullable @Size(min = 1, max = 512) @Pattern(regexp = TemplateChange.IMAGE)
                String baseImage,
        @Nullable @Size(max = 64) List<@NotNull String> preInstalledPackages,
        @NotNull ResourceLimits defaultResources,
        @Nullable SecurityWish securityContext,
        @Nullable @Pattern(regexp = TemplateChange.RUNTIME, message = TemplateChange.RUNTIMES)
                String runtimeType,
        @Nullable @Min(60) @Max(3600) Integer defaultTimeout,
        @Nullable @Size(max = 64) Map<String, @NotNull String> defaultEnvVars,
        @Nullable Density density,
        @Nullable PoolWish pool,
        @Nullable @Size(min = 1, max = 3) List<@NotNull Language> languages,
        @Nullable @Size(max = 32)
                List<@NotNull @Pattern(regexp = TemplateChange.MODULE) String> preload,
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
