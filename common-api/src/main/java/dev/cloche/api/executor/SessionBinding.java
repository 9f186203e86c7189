package dev.cloche.api.executor;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.Map;

/// Makes a place in a container the place of one session.
///
/// @param envVars environment of every run of the session
/// @param limits what each run may use
/// @param networkEnabled whether runs have a network
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record SessionBinding(
        Map<String, String> envVars, RunLimits limits, boolean networkEnabled) {

    public SessionBinding {
        envVars = Map.copyOf(envVars);
    }

    /// Without the values of the environment.
    @Override
    public String toString() {
        return "SessionBinding[" + envVars.keySet() + ", " + limits + "]";
    }
}
