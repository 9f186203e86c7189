package dev.cloche.api.execution;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// How a run ended, in the words of results; an [ExecutionStatus] says `completed` for `success`.
public enum Outcome {
    /// The code ran to its end and left with zero.
    SUCCESS,
    /// The code failed, or was stopped for a reason that [Verdict] names.
    FAILED,
    /// The run was stopped at its time limit.
    TIMEOUT;

    /// The name on the wire and in the database.
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
