package dev.cloche.api.dependency;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.cloche.api.execution.Language;
import java.time.Instant;

/// A package that was installed for a session: one that was asked for, or one that such a one
/// needs.
///
/// @param name as the index knows it
/// @param version the one that is there
/// @param installLocation where runs find it
/// @param isFromTemplate whether it came with the template; those are not listed yet
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record InstalledDependency(
        String name,
        String version,
        Language language,
        String installLocation,
        Instant installTime,
        boolean isFromTemplate) {}
