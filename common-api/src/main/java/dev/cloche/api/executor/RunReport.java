package dev.cloche.api.executor;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.cloche.api.execution.FileChange;
import dev.cloche.api.execution.Metrics;
import dev.cloche.api.execution.Verdict;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a run ended: the body of `POST /internal/executions/{id}/result`.
///
/// @param status how it ended
/// @param stdout what it wrote to its standard output
/// @param stderr what it wrote to its standard error
/// @param exitCode -1 when it was stopped at its time limit
/// @param executionTime seconds
/// @param returnValue absent when there is none, which is not the same as null
/// @param artifacts files that it created or changed
/// @param verdict why it ended; from older executors it is absent
/// @param signal that ended it, by name, when one did
/// @param stdoutTruncated whether it wrote more to stdout than this
/// @param stderrTruncated whether it wrote more to stderr than this
/// @param attempt which one this is; the first when absent
/// @param startedAt when the run started
/// @param error what went wrong in the executor
/// @param changes what the run did to files
/// @param changesTruncated whether it did more than that
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunReport(
        @NotNull ReportedOutcome status,
        @NotNull String stdout,
        @NotNull String stderr,
        @NotNull Integer exitCode,
        @NotNull Double executionTime,
        @NotNull Metrics metrics,
        @Nullable JsonNode returnValue,
        @Nullable List<String> artifacts,
        @Nullable Verdict verdict,
        @Nullable String signal,
        @Nullable Boolean stdoutTruncated,
        @Nullable Boolean stderrTruncated,
        @Nullable Integer attempt,
        @Nullable Instant startedAt,
        @Nullable String error,
        @Nullable @Size(max = RunReport.MOST_CHANGES) List<@Valid FileChange> changes,
        @Nullable Boolean changesTruncated) {

    /// Changes of files in one report, at most.
    public static final int MOST_CHANGES = 10_000;

    public RunReport {
        artifacts = artifacts == null ? null : List.copyOf(artifacts);
        changes = changes == null ? null : List.copyOf(changes);
    }
}
