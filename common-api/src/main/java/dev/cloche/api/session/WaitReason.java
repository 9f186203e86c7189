package dev.cloche.api.session;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// Why a session is not open yet, or an execution does not run yet.
public enum WaitReason {
    /// The packages of its template are being installed.
    TEMPLATE_PACKAGES,
    /// Its container is starting.
    CONTAINER,
    /// Its container is ready and is being told of it.
    OPENING,
    /// Its container was lost, and it goes to another one with its files.
    MOVE,
    /// The packages that its session asked for are being installed.
    SESSION_PACKAGES,
    /// Its executor runs others first.
    TURN,
    /// An attempt was lost with its container or its executor, and the next one is to begin.
    RETRY;

    /// The name on the wire.
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
