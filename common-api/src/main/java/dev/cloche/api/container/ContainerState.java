package dev.cloche.api.container;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// Where a container is in its life.
public enum ContainerState {
    /// Asked for; its executor has not reported yet.
    STARTING,
    /// Ready, and it holds no session.
    WARM,
    /// Ready, and it holds sessions.
    CLAIMED,
    /// It takes no further sessions.
    DRAINING,
    /// Gone.
    EXITED;

    /// The name on the wire and in the database.
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
