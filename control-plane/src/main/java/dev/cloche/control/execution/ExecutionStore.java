package dev.cloche.control.execution;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.execution.ExecutionId;
import dev.cloche.api.execution.ExecutionStatus;
import dev.cloche.api.session.SessionId;
import dev.cloche.api.session.SessionStatus;
import dev.cloche.control.container.LiveContainer;
import dev.cloche.control.database.Rows;
import dev.cloche.control.kernel.Json;
import dev.cloche.control.kernel.Time;
import dev.cloche.control.replica.Replicas;
import dev.cloche.control.session.LiveSession;
import dev.cloche.control.session.Sessions;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The statements about executions. Each change names the status that it expects.
@Singleton
final class ExecutionStore {

    /// What of an execution `e` in its session `s` its reaper looks at, but for what became of its
    /// container.
    static final String AGE =
            """
            e.id, e.session_id, e.container_id, e.status, e.attempt, e.last_heartbeat_at,
            coalesce(e.pending_since, e.created_at) AS pending_since,
            e.retry AND NOT e.stdin_open AS repeatable,
            s.completed_at AS session_ended_at, e.cancel_requested_at
            """;

    private final Pool pool;

    private final Json json;

    private final Replicas replicas;

    ExecutionStore(Pool pool, Json json, Replicas replicas) {
        this.pool = pool;
        this.json = json;
        this.replicas = replicas;
    }

    /// Writes an execution down in a session that is open and takes any number of them, and notes
    /// that something happens there; all in one statement, which is one way to the database and
    /// back.
    ///
    /// @return where the session lives; nothing when it is not such a one, or has not the language
    Uni<Optional<LiveContainer>> accept(
            ExecutionPlan plan, SessionId session, String tenant, Instant now) {
        return pool.preparedQuery(
                        """
                        WITH place AS (
                          SELECT s.id, s.tenant, s.container_id, s.last_activity_at, c.host, c.port
                          FROM sessions s
                          JOIN containers c ON c.id = s.container_id
                          WHERE s.id = $2 AND s.tenant = $3 AND s.status = 'running' AND s.mode = 'persistent'
                            AND $4 = ANY (s.languages)
                            AND coalesce(s.dependency_status NOT IN ('pending', 'installing'), true)),
                        used AS (
                          UPDATE sessions SET last_activity_at = $11 FROM place
                          WHERE sessions.id = place.id AND place.last_activity_at < $12),
                        accepted AS (
                          INSERT INTO executions (id, session_id, tenant, container_id, status, language, code,
                            event, env_sealed, stdin, stdin_open, timeout_seconds, created_at, working_directory,
                            retry, waiters)
                          SELECT $1, id, tenant, container_id, 'pending', $4, $5, $6, $7, $8, $9, $10, $11, $13, $14,
                            ARRAY[$15]
                          FROM place
                          RETURNING container_id)
                        SELECT place.container_id, host, port FROM place, accepted
                        """)
                .execute(
                        Tuple.from(
                                new Object[] {
                                    plan.id().value(),
                                    session.value(),
                                    tenant,
                                    plan.language().wire(),
                                    plan.code(),
                                    plan.event(),
                                    Buffer.buffer(plan.env().bytes()),
                                    plan.stdin(),
                                    plan.stdinOpen(),
                                    plan.timeoutSeconds(),
                                    Time.column(now),
                                    Time.column(now.minus(Sessions.ACTIVITY_GRAIN)),
                                    directory(plan),
                                    plan.retry(),
                                    replicas.id()
                                }))
                .map(rows -> Rows.first(rows, ExecutionStore::live));
    }

    /// Writes an execution down as part of a transaction that has looked at its session.
    Uni<Void> insert(
            SqlConnection connection, ExecutionPlan plan, LiveSession session, Instant now) {
        return connection
                .preparedQuery(
                        """
                        INSERT INTO executions (id, session_id, tenant, container_id, status, language, code,
                          event, env_sealed, stdin, stdin_open, timeout_seconds, created_at, working_directory,
                          retry, waiters)
                        VALUES ($1, $2, $3, $4, 'pending', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, ARRAY[$15])
                        """)
                .execute(
                        Tuple.from(
                                new Object[] {
                                    plan.id().value(),
                                    session.id().value(),
                                    session.tenant(),
                                    session.container().value(),
                                    plan.language().wire(),
                                    plan.code(),
                                    plan.event(),
                                    Buffer.buffer(plan.env().bytes()),
                                    plan.stdin(),
                                    plan.stdinOpen(),
                                    plan.timeoutSeconds(),
                                    Time.column(now),
                                    directory(plan),
                                    plan.retry(),
                                    replicas.id()
                                }))
                .replaceWithVoid();
    }

    /// Takes back what has just been written down and not handed over to anybody. False when it has
    /// been heard of, or is old enough for others to hand it over.
    Uni<Boolean> withdraw(SqlClient client, ExecutionId id, Instant writtenAfter) {
        return client.preparedQuery(
                        """
                        DELETE FROM executions
                        WHERE id = $1 AND status = 'pending' AND attempt = 1 AND last_heartbeat_at IS NULL
                          AND cancel_requested_at IS NULL AND created_at > $2
                        """)
                .execute(Tuple.of(id.value(), Time.column(writtenAfter)))
                .map(rows -> rows.rowCount() == 1);
    }

    Uni<Boolean> anyIn(SqlConnection connection, SessionId session) {
        return connection
                .preparedQuery(
                        "SELECT EXISTS (SELECT 1 FROM executions WHERE session_id = $1) AS any")
                .execute(Tuple.of(session.value()))
                .map(rows -> rows.iterator().next().getBoolean("any"));
    }

    Uni<Optional<ExecutionRow>> find(ExecutionId id, String tenant) {
        return pool.preparedQuery("SELECT * FROM executions WHERE id = $1 AND tenant = $2")
                .execute(Tuple.of(id.value(), tenant))
                .map(rows -> Rows.first(rows, row -> ExecutionRow.of(row, json)));
    }

    private static @Nullable String directory(ExecutionPlan plan) {
        return plan.directory() == null ? null : plan.directory().value();
    }

    /// Those that should have ended, begun, been heard of, or been given up, with what their reaper
    /// looks at. There may be many more of which nothing is wrong.
    ///
    /// @param heardBefore when something had to be heard of what runs
    /// @param waitingBefore since when nothing may wait to begin
    Uni<List<ExecutionAge>> ages(Instant heardBefore, Instant waitingBefore) {
        return pool.preparedQuery(
                        "SELECT "
                                + AGE
                                + """
                                , c.status = 'exited' AS container_gone, c.starved_by = e.id AS starved
                                FROM executions e
                                JOIN sessions s ON s.id = e.session_id
                                LEFT JOIN containers c ON c.id = e.container_id
                                WHERE e.status IN ('pending', 'running', 'crashed')
                                  AND (s.completed_at IS NOT NULL OR e.cancel_requested_at IS NOT NULL
                                    OR (e.status <> 'crashed' AND c.status = 'exited') OR e.last_heartbeat_at < $1
                                    OR (e.status = 'pending' AND e.last_heartbeat_at IS NULL
                                      AND coalesce(e.pending_since, e.created_at) < $2))
                                ORDER BY e.created_at LIMIT 1000
                                """)
                .execute(Tuple.of(Time.column(heardBefore), Time.column(waitingBefore)))
                .map(rows -> Rows.all(rows, ExecutionStore::age));
    }

    Uni<List<ExecutionAge>> agesIn(ContainerId container) {
        return pool.preparedQuery(
                        "SELECT "
                                + AGE
                                + """
                                , true AS container_gone, c.starved_by = e.id AS starved
                                FROM executions e
                                JOIN sessions s ON s.id = e.session_id
                                LEFT JOIN containers c ON c.id = e.container_id
                                WHERE e.container_id = $1 AND e.status IN ('pending', 'running', 'crashed')
                                """)
                .execute(Tuple.of(container.value()))
                .map(rows -> Rows.all(rows, ExecutionStore::age));
    }

    /// Where an execution can be reached now.
    Uni<Whereabouts> whereabouts(ExecutionId id) {
        return pool.preparedQuery(
                        """
                        SELECT s.status, e.container_id, c.host, c.port, c.status <> 'exited' AS living
                        FROM executions e
                        JOIN sessions s ON s.id = e.session_id
                        LEFT JOIN containers c ON c.id = e.container_id
                        WHERE e.id = $1
                        """)
                .execute(Tuple.of(id.value()))
                .map(rows ->
                        Rows.first(rows, ExecutionStore::whereabouts)
                                .orElse(new Whereabouts.Gone()));
    }

    private static Whereabouts whereabouts(Row row) {
        return switch (Rows.word(row, "status", SessionStatus.class)) {
            case CREATING -> new Whereabouts.NotYet();
            case RUNNING ->
                    Boolean.TRUE.equals(row.getBoolean("living")) && row.getInteger("port") != null
                            ? new Whereabouts.There(live(row))
                            : new Whereabouts.Gone();
            case COMPLETED, FAILED, TIMEOUT, TERMINATED -> new Whereabouts.Gone();
        };
    }

    static ExecutionAge age(Row row) {
        return new ExecutionAge(
                new ExecutionId(row.getString("id")),
                new SessionId(row.getString("session_id")),
                new ContainerId(row.getString("container_id")),
                Rows.word(row, "status", ExecutionStatus.class),
                row.getInteger("attempt"),
                row.getBoolean("repeatable"),
                Rows.time(row, "pending_since"),
                Optional.ofNullable(Rows.timeOrNull(row, "last_heartbeat_at")),
                Boolean.TRUE.equals(row.getBoolean("container_gone")),
                Boolean.TRUE.equals(row.getBoolean("starved")),
                Optional.ofNullable(Rows.timeOrNull(row, "session_ended_at")),
                Optional.ofNullable(Rows.timeOrNull(row, "cancel_requested_at")));
    }

    static LiveContainer live(Row row) {
        return new LiveContainer(
                new ContainerId(row.getString("container_id")),
                row.getString("host"),
                row.getInteger("port"));
    }
}
