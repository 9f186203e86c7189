package dev.cloche.api.template;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// How many sessions share a container.
public enum Density {
    /// Each session has a container of its own.
    STRICT,
    /// Sessions share a container; each has its own workspace, namespaces and limits.
    SHARED;

    /// The name on the wire and in the database.
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
