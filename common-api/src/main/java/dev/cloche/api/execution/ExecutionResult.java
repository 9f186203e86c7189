package dev.cloche.api.execution;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How an execution ended.
///
/// @param stdout what it wrote to its standard output, as far as that is kept
/// @param stderr the same of its standard error
/// @param stdoutTruncated whether it wrote more to stdout than is kept
/// @param stderrTruncated whether it wrote more to stderr than is kept
/// @param exitCode of the run; -1 when it was stopped at its time limit
/// @param signal that ended it, by name, when one did
/// @param executionTime seconds
/// @param returnValue what the handler returned; absent when there is none, which is not the same
///   as null
/// @param artifacts files that the run created or changed, relative to the workspace
/// @param changes what the run did to files, one by one
/// @param changesTruncated whether it did more than that
/// @param error what the platform says of a run that it lost
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ExecutionResult(
        ExecutionId executionId,
        Outcome status,
        Verdict verdict,
        String stdout,
        String stderr,
        boolean stdoutTruncated,
        boolean stderrTruncated,
        int exitCode,
        @Nullable String signal,
        double executionTime,
        @Nullable JsonNode returnValue,
        Metrics metrics,
        List<String> artifacts,
        List<FileChange> changes,
        boolean changesTruncated,
        @Nullable String error) {

    public ExecutionResult {
        artifacts = List.copyOf(artifacts);
        changes = changes == null ? List.of() : List.copyOf(changes);
    }
}
