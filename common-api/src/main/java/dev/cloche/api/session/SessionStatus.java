package dev.cloche.api.session;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// Where a session is in its life.
public enum SessionStatus {
    /// Its container is not ready yet.
    CREATING,
    /// It can execute code.
    RUNNING,
    /// An ephemeral session whose one execution is over.
    COMPLETED,
    /// Its container could not be had, or was lost.
    FAILED,
    /// Nothing happened in it for longer than its timeout.
    TIMEOUT,
    /// Its caller ended it.
    TERMINATED;

    /// The name on the wire and in the database.
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Whether nothing leads out of this status.
    public boolean isFinal() {
        return this != CREATING && this != RUNNING;
    }
}
