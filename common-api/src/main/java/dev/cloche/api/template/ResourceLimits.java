package dev.cloche.api.template;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;

/// What one sandbox may use. Each part is optional in a request; the template fills what is
/// missing.
///
/// @param cpu cores, a decimal number from 0.5 to 4
/// @param memory `256Mi` to `8Gi`
/// @param disk `1Gi` to `50Gi`
/// @param maxProcesses 32 to 1024 processes and threads
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record ResourceLimits(
        @Nullable @Pattern(regexp = ResourceLimits.CPU) String cpu,
        @Nullable @Pattern(regexp = ResourceLimits.SIZE) String memory,
        @Nullable @Pattern(regexp = ResourceLimits.SIZE) String disk,
        @Nullable @Min(ResourceLimits.LEAST_PROCESSES) @Max(ResourceLimits.MOST_PROCESSES)
                Integer maxProcesses) {

    /// How a number of cores looks.
    public static final String CPU = "^[0-9]{1,3}(\\.[0-9]{1,6})?$";

    /// How a number of bytes looks.
    static final String SIZE = "^[0-9]{1,9}(Mi|Gi)$";

    /// Processes and threads that every sandbox may have.
    public static final int LEAST_PROCESSES = 32;

    /// Processes and threads that none may have more of.
    public static final int MOST_PROCESSES = 1024;
}
