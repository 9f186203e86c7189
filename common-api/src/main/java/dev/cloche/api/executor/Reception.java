package dev.cloche.api.executor;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.Locale;

/// What an executor says of input or a signal for a run.
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Reception(What what) {

    /// How it was received.
    public enum What {
        /// It is passed on.
        TAKEN,
        /// The standard input was not left open, or is closed.
        CLOSED,
        /// The run does not read, and no more is held for it.
        FULL,
        /// The run has not started.
        WAITING,
        /// The run is over, or was never here.
        OVER;

        /// The name on the wire.
        @JsonValue
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
