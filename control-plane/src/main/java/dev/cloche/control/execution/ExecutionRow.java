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
import dev.cloche.api.execution.Language;
import dev.cloche.api.execution.Metrics;
import dev.cloche.api.execution.Outcome;
import dev.cloche.api.execution.Verdict;
import dev.cloche.api.executor.RunRequest;
import dev.cloche.api.session.SessionId;
import dev.cloche.control.kernel.Json;
import dev.cloche.control.kernel.Vault;
import dev.cloche.control.session.SealedEnv;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
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
        int timeoutSeconds,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant lastHeartbeatAt,
        @Nullable Instant completedAt,
        Optional<ExecutionResult> result) {

    private static final TypeReference<List<String>> STRINGS = new TypeReference<>() {};

    static ExecutionRow of(Row row, Json json) {
        ExecutionId id = new ExecutionId(row.getString("id"));
        ExecutionStatus status =
                ExecutionStatus.valueOf(row.getString("status").toUpperCase(Locale.ROOT));
        String container = row.getString("container_id");
        return new ExecutionRow(
                id,
                new SessionId(row.getString("session_id")),
                container == null ? null : new ContainerId(container),
                status,
                row.getInteger("attempt"),
                Language.valueOf(row.getString("language").toUpperCase(Locale.ROOT)),
                row.getString("code"),
                row.getString("event"),
                new SealedEnv(row.getBuffer("env_sealed").getBytes()),
                row.getString("stdin"),
                row.getInteger("timeout_seconds"),
                row.getOffsetDateTime("created_at").toInstant(),
                instant(row, "started_at"),
                instant(row, "last_heartbeat_at"),
                instant(row, "completed_at"),
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
                Duration.ofSeconds(timeoutSeconds).toMillis());
    }

    ExecutionView view() {
        return new ExecutionView(
                id,
                session,
                status,
                language,
                code,
                timeoutSeconds,
                attempt,
                createdAt,
                startedAt,
                completedAt,
                result.orElse(null));
    }

    ExecutionStatusView statusView() {
        return new ExecutionStatusView(
                id, session, status, attempt, createdAt, startedAt, completedAt);
    }

    ExecutionSummary summary() {
        return new ExecutionSummary(id, session, status, language, createdAt, completedAt);
    }

    private static ExecutionResult result(
            Row row, ExecutionId id, ExecutionStatus status, Json json) {
        String returned = row.getString("return_value");
        String verdict = row.getString("verdict");
        return new ExecutionResult(
                id,
                outcome(status),
                verdict == null
                        ? Verdict.CRASHED
                        : Verdict.valueOf(verdict.toUpperCase(Locale.ROOT)),
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
                row.getString("error"));
    }

    private static Outcome outcome(ExecutionStatus status) {
        return switch (status) {
            case COMPLETED -> Outcome.SUCCESS;
            case TIMEOUT -> Outcome.TIMEOUT;
            case FAILED, CANCELLED, CRASHED, PENDING, RUNNING -> Outcome.FAILED;
        };
    }

    private static String text(Row row, String column) {
        String text = row.getString(column);
        return text == null ? "" : text;
    }

    private static @Nullable Instant instant(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }
}
