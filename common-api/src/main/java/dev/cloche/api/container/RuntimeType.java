package dev.cloche.api.container;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// What runs containers.
public enum RuntimeType {
    /// Processes under bubblewrap on one machine.
    LOCAL,
    /// A Docker engine.
    DOCKER,
    /// A Kubernetes cluster.
    KUBERNETES;

    /// The name on the wire and in the database.
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
