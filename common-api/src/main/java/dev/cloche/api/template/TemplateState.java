package dev.cloche.api.template;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// Whether sessions can be made from a template.
public enum TemplateState {
    /// They can.
    READY,
    /// Its packages are being installed; sessions wait for that.
    PREPARING,
    /// Its packages could not be installed.
    FAILED,
    /// This installation has no sandbox for it.
    UNAVAILABLE;

    /// The name on the wire and in the database.
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
