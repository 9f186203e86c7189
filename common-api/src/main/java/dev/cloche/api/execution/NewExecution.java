package dev.cloche.api.execution;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Code to run, and what it gets.
///
/// @param code 1 to 102 400 characters
/// @param timeout seconds; 1 to 3600; 30 when absent
/// @param event given to the handler; a JSON object of at most 1 MB
/// @param envVars on top of those of template and session; at most 64 names and 10 KB
/// @param stdin what the run reads from its standard input; at most 1 MB
/// @param stdinOpen whether its standard input stays open after that, for [MoreInput]; not when
///   absent
/// @param workingDirectory where in the workspace it starts; made when it is not there
/// @param retry whether it is run again, up to three times, when the platform loses it: its
///   container dies, or its machine; it is when absent. What has `stdin_open` never is
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record NewExecution(
        @NotNull @Size(min = 1, max = NewExecution.MAX_CODE) String code,
        @NotNull Language language,
        @Nullable @Min(1) @Max(3600) Integer timeout,
        @Nullable ObjectNode event,
        @Nullable @Size(max = 64) Map<String, @NotNull String> envVars,
        @Nullable @Size(max = 1_048_576) String stdin,
        @Nullable Boolean stdinOpen,
        @Nullable WorkingDirectory workingDirectory,
        @Nullable Boolean retry) {

    /// Seconds that a run may take when the request does not say.
    public static final int DEFAULT_TIMEOUT = 30;

    /// Characters of code, at most.
    public static final int MAX_CODE = 102_400;

    public NewExecution {
        envVars =
                envVars == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(envVars));
    }

    /// Code whose standard input ends with what it is given.
    public NewExecution(
            String code,
            Language language,
            @Nullable Integer timeout,
            @Nullable ObjectNode event,
            @Nullable Map<String, String> envVars,
            @Nullable String stdin) {
        this(code, language, timeout, event, envVars, stdin, null, null, null);
    }
}
