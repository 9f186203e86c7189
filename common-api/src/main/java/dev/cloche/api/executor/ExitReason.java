package dev.cloche.api.executor;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// Why an executor ended.
public enum ExitReason {
    /// It was asked to, or had nothing left to do.
    NORMAL,
    /// It was told to stop.
    SIGTERM,
    /// It was killed.
    SIGKILL,
    /// The kernel took it for want of memory.
    OOM_KILLED,
    /// It failed.
    ERROR;

    /// The name on the wire and in the database.
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
