package dev.cloche.control.template;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.cloche.api.execution.Language;
import dev.cloche.api.template.Density;
import dev.cloche.api.template.Isolation;
import dev.cloche.api.template.PoolSize;
import dev.cloche.api.template.ResourceLimits;
import dev.cloche.api.template.SecurityContext;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a template says beyond its name and image, as it is stored.
///
/// @param preload Python modules that are imported before a run starts
/// @param install what has to be installed, where there are no images; nothing for those whose
///   packages are the machine's
/// @param unavailable why there is no sandbox for it here
/// @param places how many sessions share a container when the density is shared
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record TemplateSpec(
        @Nullable String baseImage,
        List<String> preInstalledPackages,
        ResourceLimits defaultResources,
        SecurityContext securityContext,
        String runtimeType,
        int defaultTimeout,
        Map<String, String> defaultEnvVars,
        Density density,
        int places,
        PoolSize pool,
        List<Language> languages,
        @Nullable List<String> preload,
        Isolation isolation,
        @Nullable List<PackageName> install,
        @Nullable String unavailable) {}
