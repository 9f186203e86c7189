package dev.cloche.control.execution;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.execution.ExecutionId;
import dev.cloche.api.execution.ExecutionStatus;
import dev.cloche.api.executor.Artifact;
import dev.cloche.api.executor.RunReport;
import dev.cloche.api.session.SessionId;
import dev.cloche.control.database.Rows;
import dev.cloche.control.kernel.Json;
import dev.cloche.control.kernel.Time;
import dev.cloche.control.replica.Replicas;
import dev.cloche.control.session.Sessions;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The statements about what executors report. A container reports on its own executions alone, so
/// every one of them names the container.
@Singleton
final class ReportStore {

    private final Pool pool;
    private final Json json;
    private final Replicas replicas;

    ReportStore(Pool pool, Json json, Replicas replicas) {
        this.pool = pool;
        this.json = json;
        this.replicas = replicas;
    }

    /// Pending becomes running. False when this attempt was not pending in this container.
    ///
    /// @param attempt which attempt; 0 for any
    Uni<Boolean> started(
            ExecutionId id, ContainerId container, int attempt, Instant startedAt, Instant now) {
        return pool.preparedQuery(
                        """
                        UPDATE executions SET status = 'running', started_at = $3, last_heartbeat_at = $4
                        WHERE id = $1 AND container_id = $2 AND status = 'pending' AND ($5 = 0 OR attempt = $5)
                        """)
                .execute(
                        Tuple.of(
                                id.value(),
                                container.value(),
                                Time.column(startedAt),
                                Time.column(now),
                                attempt))
                .map(rows -> rows.rowCount() == 1);
    }

    /// It is alive; so is its session. Nothing changes when another attempt is. False when this
    /// container has no such execution.
    ///
    /// @param attempt which attempt; 0 for any
    Uni<Boolean> beat(ExecutionId id, ContainerId container, int attempt, Instant now) {
        return pool.preparedQuery(
                        """
                        WITH alive AS (
                          UPDATE executions SET last_heartbeat_at = $3
                          WHERE id = $1 AND container_id = $2 AND status IN ('pending', 'running')
                            AND ($4 = 0 OR attempt = $4)
                          RETURNING session_id)
                        UPDATE sessions SET last_activity_at = $3
                        WHERE id IN (SELECT session_id FROM alive)
                        """)
                .execute(Tuple.of(id.value(), container.value(), Time.column(now), attempt))
                .flatMap(rows ->
                        rows.rowCount() > 0 ? Uni.createFrom().item(true) : isIn(id, container));
    }

    /// Its executor has said that it holds these. What has not begun there is left alone: nothing
    /// is to be heard of it until it does.
    Uni<Void> held(ContainerId container, List<ExecutionId> executions, Instant now) {
        return pool.preparedQuery(
                        """
                        UPDATE executions SET last_heartbeat_at = $3
                        WHERE id = ANY($1) AND container_id = $2 AND status IN ('pending', 'running')
                          AND last_heartbeat_at IS NOT NULL
                        """)
                .execute(
                        Tuple.of(
                                executions.stream().map(ExecutionId::value).toArray(String[]::new),
                                container.value(),
                                Time.column(now)))
                .replaceWithVoid();
    }

    Uni<Boolean> isIn(ExecutionId id, ContainerId container) {
        return pool.preparedQuery(
                        "SELECT EXISTS (SELECT 1 FROM executions WHERE id = $1 AND container_id = $2) AS known")
                .execute(Tuple.of(id.value(), container.value()))
                .map(rows -> rows.iterator().next().getBoolean("known"));
    }

    /// Makes an execution final; nothing when it was, or is not this container's. Other replicas in
    /// which somebody waits for it are told; NOTIFY makes commits queue up, so nobody else is.
    Uni<Optional<Ended>> conclude(
            ExecutionId id,
            ContainerId container,
            Which which,
            Conclusion conclusion,
            ReportJudge.Digest digest,
            Instant now) {
        RunReport report = conclusion.report();
        return pool.preparedQuery(
                        """
                        WITH ended AS (
                          UPDATE executions
                          SET status = $3, verdict = $4, completed_at = $5, started_at = coalesce($6, started_at),
                              report_digest = $7, exit_code = $8, signal = $9, execution_time = $10,
                              stdout = $11, stderr = $12, stdout_truncated = $13, stderr_truncated = $14,
                              return_value = $15, metrics = $16, artifacts = $17, error = $18,
                              changes = $20, changes_truncated = $21, to_recall = $24
                          WHERE id = $1 AND container_id = $2 AND status IN ('pending', 'running', 'crashed')
                            AND ($19 = 0 OR attempt = $19)
                            AND (NOT $24 OR (status = 'pending' AND last_heartbeat_at IS NULL))
                          RETURNING session_id, waiters),
                        used AS (
                          UPDATE sessions SET last_activity_at = $5 FROM ended
                          WHERE sessions.id = ended.session_id AND sessions.last_activity_at < $22)
                        SELECT s.id, s.mode, (
                            SELECT count(pg_notify('cloche_news', w || ' execution ' || $1))
                            FROM unnest(ended.waiters) w WHERE w <> $23) AS told
                        FROM sessions s JOIN ended ON s.id = ended.session_id
                        """)
                .execute(
                        Tuple.from(
                                new Object[] {
                                    id.value(),
                                    container.value(),
                                    conclusion.status().wire(),
                                    conclusion.verdict().wire(),
                                    Time.column(now),
                                    Time.columnOrNull(report.startedAt()),
                                    Buffer.buffer(digest.bytes()),
                                    report.exitCode(),
                                    report.signal(),
                                    report.executionTime(),
                                    storable(report.stdout()),
                                    storable(report.stderr()),
                                    report.stdoutTruncated(),
                                    report.stderrTruncated(),
                                    report.returnValue() == null
                                            ? null
                                            : json.write(report.returnValue()),
                                    json.write(report.metrics()),
                                    report.artifacts() == null
                                            ? null
                                            : storable(json.write(report.artifacts())),
                                    report.error() == null ? null : storable(report.error()),
                                    which.attempt(),
                                    report.changes() == null
                                            ? null
                                            : storable(json.write(report.changes())),
                                    report.changesTruncated(),
                                    Time.column(now.minus(Sessions.ACTIVITY_GRAIN)),
                                    replicas.id(),
                                    which.unbegun()
                                }))
                .map(rows -> Rows.first(rows, Ended::of));
    }

    /// An execution that has just become final.
    ///
    /// @param ephemeral whether its session ends with it
    record Ended(SessionId session, boolean ephemeral) {

        private static Ended of(Row row) {
            return new Ended(
                    new SessionId(row.getString("id")), row.getString("mode").equals("ephemeral"));
        }
    }

    Uni<Optional<ReportJudge.Known>> known(ExecutionId id, ContainerId container) {
        return pool.preparedQuery(
                        """
                        SELECT status, attempt, report_digest FROM executions
                        WHERE id = $1 AND container_id = $2
                        """)
                .execute(Tuple.of(id.value(), container.value()))
                .map(rows -> Rows.first(rows, ReportStore::known));
    }

    Uni<Void> addArtifacts(ExecutionId id, List<Artifact> artifacts) {
        List<Tuple> rows =
                artifacts.stream()
                        .map(artifact ->
                                Tuple.from(
                                        new Object[] {
                                            id.value(),
                                            artifact.path(),
                                            artifact.size(),
                                            artifact.mimeType(),
                                            artifact.type(),
                                            artifact.checksum(),
                                            artifact.downloadUrl(),
                                            Time.columnOrNull(artifact.createdAt())
                                        }))
                        .toList();
        if (rows.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return pool.preparedQuery(
                        """
                        INSERT INTO artifacts (execution_id, path, size, mime_type, type, checksum, download_url,
                          created_at)
                        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                        ON CONFLICT (execution_id, path) DO UPDATE
                        SET size = excluded.size, mime_type = excluded.mime_type, type = excluded.type,
                            checksum = excluded.checksum, download_url = excluded.download_url,
                            created_at = excluded.created_at
                        """)
                .executeBatch(rows)
                .replaceWithVoid();
    }

    private static ReportJudge.Known known(Row row) {
        return new ReportJudge.Known(
                Rows.word(row, "status", ExecutionStatus.class),
                row.getInteger("attempt"),
                Optional.ofNullable(row.getBuffer("report_digest"))
                        .map(buffer -> new ReportJudge.Digest(buffer.getBytes())));
    }

    /// PostgreSQL has no NUL in texts. Executors leave it out; a report that has it is not lost for
    /// it.
    private static String storable(String text) {
        return text.indexOf(0) < 0 ? text : text.replace("\0", "");
    }
}
