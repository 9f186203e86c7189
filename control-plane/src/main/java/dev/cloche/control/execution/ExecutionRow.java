package dev.cloche.control.execution;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cloche.api.container.ContainerId;
import dev.cloche.api.execution.ExecutionId;
import dev.cloche.api.execution.ExecutionResult;
import dev.cloche.api.execution.ExecutionStatus;
import dev.cloche.api.execution.ExecutionStatusView;
import dev.cloche.api.execution.ExecutionSummary;
import dev.cloche.api.execution.ExecutionView;
import dev.cloche.api.execution.FileChange;
import dev.cloche.api.execution.Language;
import dev.cloche.api.execution.Metrics;
import dev.cloche.api.execution.Outcome;
import dev.cloche.api.execution.Verdict;
import dev.cloche.api.execution.WorkingDirectory;
import dev.cloche.api.executor.RunRequest;
import dev.cloche.api.session.SessionId;
import dev.cloche.api.session.WaitingFor;
import dev.cloche.control.database.Rows;
import dev.cloche.control.kernel.Json;
import dev.cloche.control.kernel.Vault;
import dev.cloche.control.session.SealedEnv;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A stored execution.
record ExecutionRow(
        ExecutionId id,
        SessionId session,
        @Nullable ContainerId container,
        ExecutionStatus status,
        int attempt,
        Language language,
        String code,
        @Nullable String event,
        SealedEnv env,
        @Nullable String stdin,
        boolean stdinOpen,
        int timeoutSeconds,
        @Nullable WorkingDirectory directory,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant lastHeartbeatAt,
        @Nullable Instant completedAt,
        Optional<ExecutionResult> result) {

    private static final TypeReference<List<String>> STRINGS = new TypeReference<>() {};
    private static final TypeReference<List<FileChange>> CHANGES = new TypeReference<>() {};

    static ExecutionRow of(Row row, Json json) {
        ExecutionId id = new ExecutionId(row.getString("id"));
        ExecutionStatus status = Rows.word(row, "status", ExecutionStatus.class);
        String container = row.getString("container_id");
        return new ExecutionRow(
                id,
                new SessionId(row.getString("session_id")),
                container == null ? null : new ContainerId(container),
                status,
                row.getInteger("attempt"),
                Rows.word(row, "language", Language.class),
                row.getString("code"),
                row.getString("event"),
                new SealedEnv(row.getBuffer("env_sealed").getBytes()),
                row.getString("stdin"),
                row.getBoolean("stdin_open"),
                row.getInteger("timeout_seconds"),
                directory(row),
                Rows.time(row, "created_at"),
                Rows.timeOrNull(row, "started_at"),
                Rows.timeOrNull(row, "last_heartbeat_at"),
                Rows.timeOrNull(row, "completed_at"),
                status.isFinal() ? Optional.of(result(row, id, status, json)) : Optional.empty());
    }

    RunRequest run(Vault vault, Json json) {
        return new RunRequest(
                id,
                attempt,
                language,
                code,
                event == null ? null : json.read(event, ObjectNode.class),
                env.open(id.value(), vault, json),
                stdin,
                stdinOpen,
                Duration.ofSeconds(timeoutSeconds).toMillis(),
                directory);
    }

    ExecutionView view(Optional<WaitingFor> waiting) {
        return new ExecutionView(
                id,
                session,
                status,
                waiting.orElse(null),
                language,
                code,
                timeoutSeconds,
                directory,
                attempt,
                createdAt,
                startedAt,
                completedAt,
                result.orElse(null));
    }

    ExecutionStatusView statusView(Optional<WaitingFor> waiting) {
        return new ExecutionStatusView(
                id,
                session,
                status,
                waiting.orElse(null),
                attempt,
                createdAt,
                startedAt,
                completedAt);
    }

    ExecutionSummary summary() {
        return new ExecutionSummary(id, session, status, language, createdAt, completedAt);
    }

    private static ExecutionResult result(
            Row row, ExecutionId id, ExecutionStatus status, Json json) {
        String returned = row.getString("return_value");
        return new ExecutionResult(
                id,
                outcome(status),
                row.getString("verdict") == null
                        ? Verdict.CRASHED
                        : Rows.word(row, "verdict", Verdict.class),
                text(row, "stdout"),
                text(row, "stderr"),
                Boolean.TRUE.equals(row.getBoolean("stdout_truncated")),
                Boolean.TRUE.equals(row.getBoolean("stderr_truncated")),
                row.getInteger("exit_code") == null ? -1 : row.getInteger("exit_code"),
                row.getString("signal"),
                row.getDouble("execution_time") == null ? 0 : row.getDouble("execution_time"),
                returned == null ? null : json.read(returned, JsonNode.class),
                row.getString("metrics") == null
                        ? new Metrics(0, 0, 0, 0, 0, 0)
                        : json.read(row.getString("metrics"), Metrics.class),
                row.getString("artifacts") == null
                        ? List.of()
                        : json.read(row.getString("artifacts"), STRINGS),
                row.getString("changes") == null
                        ? List.of()
                        : json.read(row.getString("changes"), CHANGES),
                Boolean.TRUE.equals(row.getBoolean("changes_truncated")),
                row.getString("error"));
    }

    /// A final status in the words of results.
    static Outcome outcome(ExecutionStatus status) {
        return switch (status) {
            case COMPLETED -> Outcome.SUCCESS;
            case TIMEOUT -> Outcome.TIMEOUT;
            case FAILED, CANCELLED, CRASHED, PENDING, RUNNING -> Outcome.FAILED;
        };
    }

    private static @Nullable WorkingDirectory directory(Row row) {
        String directory = row.getString("working_directory");
        return directory == null || directory.isEmpty() ? null : new WorkingDirectory(directory);
    }

    private static String text(Row row, String column) {
        String text = row.getString(column);
        return text == null ? "" : text;
    }
}
