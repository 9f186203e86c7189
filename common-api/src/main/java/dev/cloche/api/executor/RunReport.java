package dev.cloche.api.executor;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.cloche.api.execution.Metrics;
import dev.cloche.api.execution.Verdict;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a run ended: the body of `POST /internal/executions/{id}/result`.
///
/// @param status how it ended
/// @param exitCode -1 when it was stopped at its time limit
/// @param executionTime seconds
/// @param returnValue absent when there is none, which is not the same as null
/// @param verdict why it ended; from older executors it is absent
/// @param startedAt when the run started
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
        @Nullable String error) {

    public RunReport {
        artifacts = artifacts == null ? null : List.copyOf(artifacts);
    }
}
