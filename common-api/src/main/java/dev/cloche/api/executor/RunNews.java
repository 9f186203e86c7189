package dev.cloche.api.executor;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A line of what an executor tells about a run while it runs: the answer to `GET
/// /v1/sessions/{session}/executions/{execution}/events`.
///
/// @param text what came, with stdout and stderr
/// @param at how many characters of that stream there have been, up to the end of the text
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunNews(What what, @Nullable String text, int at) {

    /// What a line is about.
    public enum What {
        /// It has started.
        STARTED,
        /// It has printed something.
        STDOUT,
        /// It has complained.
        STDERR,
        /// What it prints from here on is not kept.
        STDOUT_FULL,
        /// What it complains of from here on is not kept.
        STDERR_FULL,
        /// It is over; its report says how. The last line.
        OVER;

        /// The name on the wire.
        @JsonValue
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
