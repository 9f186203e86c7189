package dev.cloche.api.execution;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;

/// A signal for a run.
///
/// @param signal the name of a [Signal], with `SIG` before it or without
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record NewSignal(
        @NotNull
                @Pattern(
                        regexp = NewSignal.PATTERN,
                        flags = Pattern.Flag.CASE_INSENSITIVE,
                        message = "must be one of " + NewSignal.NAMES)
                String signal) {

    /// The names of all that there are, in capitals or small letters.
    static final String NAMES =
            "SIGHUP, SIGINT, SIGQUIT, SIGKILL, SIGUSR1, SIGUSR2, SIGALRM, SIGTERM, SIGCONT, SIGSTOP,"
                    + " SIGTSTP, SIGWINCH";

    /// Each of them with `SIG` before it or without.
    static final String PATTERN =
            "^(SIG)?(HUP|INT|QUIT|KILL|USR1|USR2|ALRM|TERM|CONT|STOP|TSTP|WINCH)$";

    /// Which one it names.
    ///
    /// @throws IllegalArgumentException when there is none of this name
    public Signal named() {
        return Signal.named(signal)
                .orElseThrow(() -> new IllegalArgumentException("no signal is called " + signal));
    }
}
