package dev.cloche.api.executor;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// How a run ended, in the words of result reports.
public enum ReportedOutcome {
    /// It ran to its end and left with zero.
    SUCCESS,
    /// It failed.
    FAILED,
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
