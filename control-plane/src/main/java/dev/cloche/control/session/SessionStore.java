package dev.cloche.control.session;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.dependency.DependencyStatus;
import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.execution.Language;
import dev.cloche.api.session.SessionId;
import dev.cloche.api.session.SessionMode;
import dev.cloche.api.session.SessionStatus;
import dev.cloche.api.template.TemplateId;
import dev.cloche.control.container.LiveContainer;
import dev.cloche.control.database.Rows;
import dev.cloche.control.kernel.Json;
import dev.cloche.control.kernel.Time;
import dev.cloche.control.replica.Replicas;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The statements about sessions. Each change names the status that it expects.
@Singleton
final class SessionStore {

    /// Tells other replicas in which somebody waits for a session; the number is that of the
    /// parameter with the name of this one.
    private static final String TELL =
            """
            (SELECT count(pg_notify('cloche_news', w || ' session ' || $1))
             FROM unnest(moved.waiters) w WHERE w <> $%d) AS told\
            """;

    private final Pool pool;
    private final SessionRows sessions;
    private final Json json;
    private final Replicas replicas;

    SessionStore(Pool pool, SessionRows sessions, Json json, Replicas replicas) {
        this.pool = pool;
        this.sessions = sessions;
        this.json = json;
        this.replicas = replicas;
    }

    /// Nothing when the name is taken, or the template has been deleted meanwhile.
    Uni<Optional<SessionRow>> insert(
            SqlConnection connection, SessionPlan plan, ContainerId container, Instant now) {
        return connection
                .preparedQuery(
                        """
                        INSERT INTO sessions (id, tenant, created_by, template_id, mode, status, container_id,
                          resources, env_names, env_sealed, network_enabled, metadata, timeout_seconds, created_at,
                          updated_at, last_activity_at, agent_id, languages, status_reason, dependencies,
                          dependency_status, dependency_attempt, dependency_timeout_seconds, dependency_fatal,
                          disk_bytes)
                        SELECT $1, $2, $3, id, $5, 'creating', $6, $7, $8::text[], $9::bytea, $10::boolean, $11::jsonb, $12::integer,
                          $13::timestamptz, $13::timestamptz, $13::timestamptz, $14, $15::text[], $16, $17,
                          CASE WHEN $17::text IS NULL THEN NULL ELSE 'pending' END,
                          CASE WHEN $17::text IS NULL THEN 0 ELSE 1 END, $18::integer, $19::boolean, $20::bigint
                        FROM templates WHERE id = $4 AND deleted_at IS NULL FOR KEY SHARE
                        ON CONFLICT (id) DO NOTHING RETURNING *
                        """)
                .execute(
                        Tuple.from(
                                Arrays.asList(
                                        plan.id().value(),
                                        plan.caller().tenant(),
                                        plan.caller().subject(),
                                        plan.template().id().value(),
                                        plan.mode().wire(),
                                        container.value(),
                                        json.write(plan.resources()),
                                        plan.envNames().toArray(String[]::new),
                                        Buffer.buffer(plan.env().bytes()),
                                        plan.networkEnabled(),
                                        new JsonObject(json.write(plan.metadata())),
                                        plan.timeoutSeconds(),
                                        Time.column(now),
                                        plan.agent().orElse(null),
                                        plan.template().view().languages().stream()
                                                .map(Language::wire)
                                                .toArray(String[]::new),
                                        plan.template().isPreparing()
                                                ? "the packages of its template are being installed"
                                                : null,
                                        plan.dependencies()
                                                .map(wanted -> json.write(wanted.packages()))
                                                .orElse(null),
                                        plan.dependencies()
                                                .map(DependencyPlan::timeoutSeconds)
                                                .orElse(DependencyPlan.DEFAULT_TIMEOUT),
                                        plan.dependencies()
                                                .map(DependencyPlan::fatal)
                                                .orElse(false),
                                        plan.diskBytes())))
                .map(sessions::first);
    }

    Uni<Boolean> exists(SqlConnection connection, SessionId id) {
        return connection
                .preparedQuery("SELECT EXISTS (SELECT 1 FROM sessions WHERE id = $1) AS taken")
                .execute(Tuple.of(id.value()))
                .map(rows -> rows.iterator().next().getBoolean("taken"));
    }

    /// Until the end of the transaction nobody else makes a session for this agent.
    Uni<Void> lockAgent(
            SqlConnection connection, String tenant, String agent, TemplateId template) {
        return connection
                .preparedQuery("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))")
                .execute(
                        Tuple.of(
                                String.join("\n", "cloche.agent", tenant, template.value(), agent)))
                .replaceWithVoid();
    }

    /// The living session of an agent; that it is asked for is activity.
    Uni<Optional<SessionRow>> ofAgent(
            SqlConnection connection,
            String tenant,
            String agent,
            TemplateId template,
            Instant now) {
        return connection
                .preparedQuery(
                        """
                        UPDATE sessions SET last_activity_at = $4
                        WHERE tenant = $1 AND agent_id = $2 AND template_id = $3
                          AND status IN ('creating', 'running')
                        RETURNING *
                        """)
                .execute(Tuple.of(tenant, agent, template.value(), Time.column(now)))
                .map(sessions::first);
    }

    Uni<Optional<SessionRow>> find(SessionId id, String tenant) {
        return find(pool, id, tenant);
    }

    Uni<Optional<SessionRow>> find(SqlClient client, SessionId id, String tenant) {
        return client.preparedQuery("SELECT * FROM sessions WHERE id = $1 AND tenant = $2")
                .execute(Tuple.of(id.value(), tenant))
                .map(sessions::first);
    }

    /// Creating becomes running.
    ///
    /// @param container where
    /// @param note what is to be known about it
    Uni<Optional<SessionRow>> open(
            SessionId id, ContainerId container, @Nullable String note, Instant now) {
        return pool.preparedQuery(
                        """
                        WITH moved AS (
                          UPDATE sessions
                          SET status = 'running', status_reason = $4, updated_at = $2, last_activity_at = $2
                          WHERE id = $1 AND container_id = $3 AND status = 'creating' RETURNING *)
                        SELECT moved.*, %s FROM moved
                        """
                                .formatted(TELL.formatted(5)))
                .execute(
                        Tuple.of(
                                id.value(),
                                Time.column(now),
                                container.value(),
                                note,
                                replicas.id()))
                .map(sessions::first);
    }

    /// Whatever is not over is over now.
    Uni<Optional<SessionRow>> end(
            SessionId id,
            SessionStatus status,
            @Nullable ErrorCode failure,
            String reason,
            Instant now) {
        return pool.preparedQuery(
                        """
                        WITH moved AS (
                          UPDATE sessions
                          SET status = $2, failure_code = $3, status_reason = $4, updated_at = $5, completed_at = $5
                          WHERE id = $1 AND status IN ('creating', 'running') RETURNING *)
                        SELECT moved.*, %s FROM moved
                        """
                                .formatted(TELL.formatted(6)))
                .execute(
                        Tuple.from(
                                new Object[] {
                                    id.value(),
                                    status.wire(),
                                    failure == null ? null : failure.name(),
                                    reason,
                                    Time.column(now),
                                    replicas.id()
                                }))
                .map(sessions::first);
    }

    /// The same for one in which nothing has happened since then.
    Uni<Optional<SessionRow>> endIdle(
            SessionId id, Instant lastActivity, String reason, Instant now) {
        return pool.preparedQuery(
                        """
                        UPDATE sessions
                        SET status = 'timeout', status_reason = $3, updated_at = $4, completed_at = $4
                        WHERE id = $1 AND status = 'running' AND last_activity_at <= $2 RETURNING *
                        """)
                .execute(Tuple.of(id.value(), Time.column(lastActivity), reason, Time.column(now)))
                .map(sessions::first);
    }

    /// Its place is given back; false when it was before.
    Uni<Boolean> release(SqlClient client, SessionId id, Instant now) {
        return client.preparedQuery(
                        """
                        UPDATE sessions SET released_at = $2
                        WHERE id = $1 AND released_at IS NULL AND status NOT IN ('creating', 'running')
                        """)
                .execute(Tuple.of(id.value(), Time.column(now)))
                .map(rows -> rows.rowCount() == 1);
    }

    /// Notes that something happens in a session, and tells where; nothing when it is over or
    /// another tenant's.
    Uni<Optional<LiveSession>> use(SqlClient client, SessionId id, String tenant, Instant now) {
        return client.preparedQuery(
                        """
                        UPDATE sessions s SET last_activity_at = $3
                        FROM containers c
                        WHERE s.id = $1 AND s.tenant = $2 AND s.status IN ('creating', 'running')
                          AND c.id = s.container_id
                        RETURNING s.id, s.tenant, s.mode, s.status, c.id AS container_id, c.host, c.port,
                          s.languages, s.dependency_status
                        """)
                .execute(Tuple.of(id.value(), tenant, Time.column(now)))
                .map(rows -> Rows.first(rows, SessionStore::live));
    }

    /// How many are in use, in all tenants.
    Uni<Long> countLiving() {
        return pool.preparedQuery(
                        "SELECT count(*) AS n FROM sessions WHERE status IN ('creating', 'running')")
                .execute()
                .map(Rows::count);
    }

    private static final Set<DependencyStatus> INSTALLING =
            Set.of(DependencyStatus.PENDING, DependencyStatus.INSTALLING);

    private static LiveSession live(Row row) {
        ContainerId container = new ContainerId(row.getString("container_id"));
        Optional<LiveContainer> live =
                row.getString("status").equals(SessionStatus.RUNNING.wire())
                        ? Optional.of(
                                new LiveContainer(
                                        container, row.getString("host"), row.getInteger("port")))
                        : Optional.empty();
        return new LiveSession(
                new SessionId(row.getString("id")),
                row.getString("tenant"),
                Rows.word(row, "mode", SessionMode.class),
                container,
                live,
                Arrays.stream(row.getArrayOfStrings("languages"))
                        .map(word -> Language.valueOf(word.toUpperCase(Locale.ROOT)))
                        .toList(),
                row.getString("dependency_status") != null
                        && INSTALLING.contains(
                                Rows.word(row, "dependency_status", DependencyStatus.class)));
    }
}
