package dev.cloche.api.executor;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cloche.api.execution.ExecutionId;
import dev.cloche.api.execution.Language;
import dev.cloche.api.execution.WorkingDirectory;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Asks an executor to run code; its answer is 202 and a report follows.
///
/// @param attempt 1 for the first
/// @param workingDirectory where in the workspace it starts; the workspace itself when absent
/// @param timeoutMs after which the run is killed
/// @param envVars on top of those of the session
/// @param stdinOpen whether more follows on its standard input
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunRequest(
        ExecutionId executionId,
        int attempt,
        Language language,
        String code,
        @Nullable ObjectNode event,
        Map<String, String> envVars,
        @Nullable String stdin,
        boolean stdinOpen,
        long timeoutMs,
        @Nullable WorkingDirectory workingDirectory) {

    public RunRequest {
        envVars = Map.copyOf(envVars);
    }

    /// A run that starts in the workspace itself.
    public RunRequest(
            ExecutionId executionId,
            int attempt,
            Language language,
            String code,
            @Nullable ObjectNode event,
            Map<String, String> envVars,
            @Nullable String stdin,
            boolean stdinOpen,
            long timeoutMs) {
        this(
                executionId,
                attempt,
                language,
                code,
                event,
                envVars,
                stdin,
                stdinOpen,
                timeoutMs,
                null);
    }

    /// Without code and environment.
    @Override
    public String toString() {
        return "RunRequest[" + executionId + ", " + language + ", attempt " + attempt + "]";
    }
}
