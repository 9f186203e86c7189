package dev.cloche.api.execution;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// A language that code can be written in.
public enum Language {
    /// CPython 3.
    PYTHON,
    /// Node.js.
    JAVASCRIPT,
    /// bash.
    SHELL;

    /// The name on the wire and in the database.
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
