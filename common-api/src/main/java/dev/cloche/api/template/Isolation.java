package dev.cloche.api.template;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// How well an executor can isolate a run, as it found out by running one; in ascending order.
public enum Isolation {
    /// It cannot; nothing runs.
    NONE,
    /// All namespaces, but `/proc` is the container's: names of its other processes can be seen.
    SHARED_PROC,
    /// All namespaces, `/proc` of its own.
    FULL;

    /// The name on the wire and in the database.
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Whether this level is at least the required one.
    public boolean satisfies(Isolation required) {
        return compareTo(required) >= 0;
    }
}
