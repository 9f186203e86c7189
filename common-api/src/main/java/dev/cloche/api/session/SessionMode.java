package dev.cloche.api.session;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// How long a session is meant to live.
public enum SessionMode {
    /// Until it is deleted, idle for too long, or too old.
    PERSISTENT,
    /// For one execution; the session is completed when that is over.
    EPHEMERAL;

    /// The name on the wire and in the database.
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
