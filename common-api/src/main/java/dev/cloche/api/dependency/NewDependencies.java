package dev.cloche.api.dependency;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// More packages for a session.
///
/// @param dependencies packages; one that the session has already gets this version
/// @param installTimeout seconds after which the installation is given up; 300 when absent
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record NewDependencies(
        @NotNull @Size(min = 1, max = 50) List<@NotNull @Valid Dependency> dependencies,
        @Nullable @Min(30) @Max(1800) Integer installTimeout) {

    public NewDependencies {
        // Also without it and with elements that are null, which are refused later.
        dependencies =
                Collections.unmodifiableList(
                        dependencies == null ? List.of() : new ArrayList<>(dependencies));
    }
}
