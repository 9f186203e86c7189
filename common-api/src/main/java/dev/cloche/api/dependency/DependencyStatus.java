package dev.cloche.api.dependency;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// How far the packages of a session are.
public enum DependencyStatus {
    /// They are asked for.
    PENDING,
    /// They are being installed.
    INSTALLING,
    /// They are there.
    COMPLETED,
    /// They could not be had; what was there before still is.
    FAILED;

    /// The name on the wire and in the database.
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
