package dev.cloche.api.dependency;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.cloche.api.execution.Language;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/// A package that a session wants.
///
/// @param name as the index knows it; for Python it may have extras, for JavaScript a scope
/// @param version the exact one, or conditions: `>=1,<2` for Python, `^1.2` for JavaScript; the
///   newest that fits when absent
/// @param language whose package it is: python (the default where the session has it) or javascript
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Dependency(
        @NotNull @Size(min = 1, max = 100) String name,
        @Nullable @Size(min = 1, max = 100) String version,
        @Nullable Language language) {}
