package dev.cloche.api.executor;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// What a status report says of a run.
public enum RunPhase {
    /// It has started.
    RUNNING,
    /// It was stopped at its time limit.
    TIMEOUT,
    /// The executor lost it.
    CRASHED;

    /// The name on the wire and in the database.
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
