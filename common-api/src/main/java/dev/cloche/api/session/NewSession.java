package dev.cloche.api.session;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.cloche.api.dependency.Dependency;
import dev.cloche.api.template.ResourceLimits;
import dev.cloche.api.template.TemplateId;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a caller asks for when it wants a sandbox.
///
/// @param templateId what the sandbox is made from
/// @param mode how long the session is meant to live; persistent when absent
/// @param timeout seconds without activity after which the session ends; 60 to 3600; the template
///   decides when absent
/// @param resources what the sandbox may use; the template decides what is absent
/// @param envVars environment of every run; at most 64 names and 10 KB
/// @param metadata labels of the caller, for finding the session again; at most 64 of them
/// @param id the session's name when its caller wants to choose it; not together with `agentId`
/// @param agentId whose session this is, in the caller's words: as long as it lives, the same agent
///   gets it back for the same template; persistent sessions only
/// @param dependencies packages that are installed for this session alone; runs wait for them
/// @param installTimeout seconds after which the installation is given up; 300 when absent
/// @param failOnDependencyError whether the session fails when they cannot be had; without, it goes
///   on and says so
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record NewSession(
        @NotNull TemplateId templateId,
        @Nullable SessionMode mode,
        @Nullable @Min(60) @Max(3600) Integer timeout,
        @Nullable ResourceLimits resources,
        @Nullable @Size(max = 64) Map<String, @NotNull String> envVars,
        @Nullable @Size(max = 64) Map<String, @NotNull String> metadata,
        @Nullable SessionId id,
        @Nullable @Size(min = 1, max = 128) String agentId,
        @Nullable @Size(max = 50) List<@NotNull @Valid Dependency> dependencies,
        @Nullable @Min(30) @Max(1800) Integer installTimeout,
        @Nullable Boolean failOnDependencyError) {

    public NewSession {
        envVars =
                envVars == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(envVars));
        metadata =
                metadata == null
                        ? null
                        : Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        // Also with elements that are null, which are refused later.
        dependencies =
                dependencies == null
                        ? null
                        : Collections.unmodifiableList(new ArrayList<>(dependencies));
    }

    /// A session whose name does not matter, for nobody in particular.
    public NewSession(
            TemplateId templateId,
            @Nullable SessionMode mode,
            @Nullable Integer timeout,
            @Nullable ResourceLimits resources,
            @Nullable Map<String, String> envVars,
            @Nullable Map<String, String> metadata) {
        this(templateId, mode, timeout, resources, envVars, metadata, null, null, null, null, null);
    }
}
