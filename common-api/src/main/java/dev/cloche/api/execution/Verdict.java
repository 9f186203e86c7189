package dev.cloche.api.execution;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// Why a run ended.
public enum Verdict {
    /// It ran to its end and left with zero.
    OK,
    /// The code raised, or left with another exit code.
    ERROR,
    /// It ran longer than it may.
    TIMEOUT,
    /// It used more memory than it may.
    OOM,
    /// It used more CPU time than it may.
    CPU_LIMIT,
    /// It wrote more than it may.
    DISK_FULL,
    /// It printed more than it may.
    OUTPUT_LIMIT,
    /// It died of a signal that the platform did not send.
    SIGNAL,
    /// Its caller stopped it.
    CANCELLED,
    /// The platform lost it, or did not come to begin it.
    CRASHED;

    /// The name on the wire and in the database.
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
