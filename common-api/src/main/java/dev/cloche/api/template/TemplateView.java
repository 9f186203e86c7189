package dev.cloche.api.template;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.cloche.api.execution.Language;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A template as callers see it.
///
/// @param name for people
/// @param image what containers are made from, where the runtime has images
/// @param baseImage what the image was made from
/// @param preInstalledPackages what code finds installed, as far as that is known
/// @param runtimeType the language that it is meant for, with its version
/// @param defaultTimeout seconds without activity after which a session of this template ends
/// @param defaultEnvVars environment of every run
/// @param density how sessions share containers
/// @param pool how many containers are kept ready
/// @param languages what code may be written in
/// @param preload Python modules that runs find imported already, beside common ones
/// @param generation grows with every change
/// @param status whether sessions can be made from it
/// @param statusReason how far its packages are, or why it cannot be used
/// @param isolation the level that a container needs before it may run code of this template
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record TemplateView(
        TemplateId id,
        String name,
        String image,
        @Nullable String baseImage,
        List<String> preInstalledPackages,
        ResourceLimits defaultResources,
        SecurityContext securityContext,
        String runtimeType,
        int defaultTimeout,
        Map<String, String> defaultEnvVars,
        Density density,
        PoolSize pool,
        List<Language> languages,
        List<String> preload,
        Isolation isolation,
        int generation,
        TemplateState status,
        @Nullable String statusReason,
        Instant createdAt,
        Instant updatedAt) {

    public TemplateView {
        preInstalledPackages = List.copyOf(preInstalledPackages);
        defaultEnvVars = Map.copyOf(defaultEnvVars);
        languages = List.copyOf(languages);
        preload = List.copyOf(preload);
    }
}
