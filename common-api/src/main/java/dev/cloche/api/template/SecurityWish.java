package dev.cloche.api.template;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;

/// What code is to be allowed beyond computing; what is absent stays as it is.
///
/// @param networkEnabled whether runs have a network; it can only be false
/// @param networkPolicy the name of a policy where the platform has them
/// @param maxProcesses 32 to 1024 processes and threads at once
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record SecurityWish(
        @Nullable Boolean networkEnabled,
        @Nullable @Pattern(regexp = SecurityWish.POLICY) String networkPolicy,
        @Nullable @Min(ResourceLimits.LEAST_PROCESSES) @Max(ResourceLimits.MOST_PROCESSES)
                Integer maxProcesses) {

    /// How the name of a policy looks: like a DNS subdomain.
    public static final String POLICY = "^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$";
}
