package dev.cloche.api.execution;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// Where an execution is in its life.
public enum ExecutionStatus {
    /// Accepted and stored; not known to run yet.
    PENDING,
    /// Known to run.
    RUNNING,
    /// It ran to its end, with success.
    COMPLETED,
    /// It ended without success.
    FAILED,
    /// It ran longer than it may.
    TIMEOUT,
    /// The platform lost it; it may be tried again.
    CRASHED,
    /// Its caller stopped it.
    CANCELLED;

    /// The name on the wire and in the database.
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Whether nothing leads out of this status.
    public boolean isFinal() {
        return switch (this) {
            case PENDING, RUNNING, CRASHED -> false;
            case COMPLETED, FAILED, TIMEOUT, CANCELLED -> true;
        };
    }
}
