package dev.cloche.control.session;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.container.RuntimeType;
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
import dev.cloche.control.runtime.ContainerRuntime;
import dev.cloche.control.web.Paging;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
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
    private final RuntimeType runtime;
    private final Json json;
    private final Replicas replicas;

    SessionStore(Pool pool, ContainerRuntime runtime, Json json, Replicas replicas) {
        this.pool = pool;
        this.replicas = replicas;
        this.runtime = runtime.type();
        this.json = json;
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
                .map(this::first);
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
                .map(this::first);
    }

    Uni<Optional<SessionRow>> find(SessionId id, String tenant) {
        return find(pool, id, tenant);
    }

    Uni<Optional<SessionRow>> find(SqlClient client, SessionId id, String tenant) {
        return client.preparedQuery("SELECT * FROM sessions WHERE id = $1 AND tenant = $2")
                .execute(Tuple.of(id.value(), tenant))
                .map(this::first);
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
                .map(this::first);
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
                .map(this::first);
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
                .map(this::first);
    }

    /// That something ended in a session is activity too. It is looked up only for those whose time
    /// would be over otherwise.
    Uni<Void> noteEnds(Instant now) {
        return pool.preparedQuery(
                        """
                        WITH quiet AS (
                          SELECT s.id, (SELECT max(e.completed_at) FROM executions e WHERE e.session_id = s.id) AS at
                          FROM sessions s
                          WHERE s.status = 'running'
                            AND s.last_activity_at + make_interval(secs => s.timeout_seconds) < $1)
                        UPDATE sessions s SET last_activity_at = quiet.at
                        FROM quiet WHERE s.id = quiet.id AND quiet.at > s.last_activity_at
                        """)
                .execute(Tuple.of(Time.column(now)))
                .replaceWithVoid();
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

    /// Those that are waiting for a container that listens now.
    Uni<List<SessionRow>> waitingFor(ContainerId container) {
        return pool.preparedQuery(
                        "SELECT * FROM sessions WHERE container_id = $1 AND status = 'creating'")
                .execute(Tuple.of(container.value()))
                .map(this::all);
    }

    /// Those that are worth another container when this one is gone: all that have been open, and
    /// those that were about to be.
    Uni<List<SessionRow>> survivors(ContainerId container) {
        return pool.preparedQuery(
                        """
                        SELECT s.* FROM sessions s JOIN containers c ON c.id = s.container_id
                        WHERE s.container_id = $1
                          AND (s.status = 'running'
                               OR s.status = 'creating' AND (c.ready_at IS NOT NULL OR s.moves > 0))
                        """)
                .execute(Tuple.of(container.value()))
                .map(this::all);
    }

    Uni<Optional<SessionRow>> findCreating(SessionId id) {
        return pool.preparedQuery("SELECT * FROM sessions WHERE id = $1 AND status = 'creating'")
                .execute(Tuple.of(id.value()))
                .map(this::first);
    }

    /// Those that a container takes with it when it is gone: what kept it from starting is likely
    /// to keep the next one too.
    Uni<List<SessionId>> lostWith(ContainerId container) {
        return pool.preparedQuery(
                        """
                        SELECT s.id FROM sessions s JOIN containers c ON c.id = s.container_id
                        WHERE s.container_id = $1 AND s.status = 'creating' AND c.ready_at IS NULL AND s.moves = 0
                        """)
                .execute(Tuple.of(container.value()))
                .map(SessionStore::ids);
    }

    /// A session that is not over.
    Uni<Optional<SessionRow>> findLiving(SessionId id, ContainerId container) {
        return pool.preparedQuery(
                        """
                        SELECT * FROM sessions
                        WHERE id = $1 AND container_id = $2 AND status IN ('creating', 'running')
                        """)
                .execute(Tuple.of(id.value(), container.value()))
                .map(this::first);
    }

    /// Those whose place has not been given back although they have been over for a while.
    Uni<List<SessionRow>> unreleased(Instant endedBefore) {
        return pool.preparedQuery(
                        """
                        SELECT * FROM sessions
                        WHERE released_at IS NULL AND status NOT IN ('creating', 'running')
                          AND completed_at < $1
                        ORDER BY completed_at LIMIT 200
                        """)
                .execute(Tuple.of(Time.column(endedBefore)))
                .map(this::all);
    }

    /// Those whose files have been kept long enough.
    Uni<List<SessionRow>> unpurged(Instant endedBefore) {
        return pool.preparedQuery(
                        """
                        SELECT * FROM sessions
                        WHERE released_at IS NOT NULL AND workspace_purged_at IS NULL AND completed_at < $1
                        ORDER BY completed_at LIMIT 200
                        """)
                .execute(Tuple.of(Time.column(endedBefore)))
                .map(this::all);
    }

    Uni<Void> purged(SessionId id, Instant now) {
        return pool.preparedQuery("UPDATE sessions SET workspace_purged_at = $2 WHERE id = $1")
                .execute(Tuple.of(id.value(), Time.column(now)))
                .replaceWithVoid();
    }

    /// What the reaper looks at: all that are not over, those first in which nothing has happened
    /// for longest.
    Uni<List<SessionAge>> ages() {
        return pool.preparedQuery(
                        """
                        SELECT s.id, s.status, s.last_activity_at, coalesce(c.held, false) AS held,
                          CASE WHEN s.status = 'creating'
                            THEN greatest(s.created_at, c.created_at, s.moved_at)
                            ELSE s.created_at END AS created_at, s.timeout_seconds, s.container_id,
                          c.ready_at IS NOT NULL AND c.status <> 'exited' AS listens,
                          EXISTS (SELECT 1 FROM executions e WHERE e.session_id = s.id
                                  AND e.status IN ('pending', 'running', 'crashed')) AS busy
                        FROM sessions s LEFT JOIN containers c ON c.id = s.container_id
                        WHERE s.status IN ('creating', 'running')
                        ORDER BY s.last_activity_at LIMIT 1000
                        """)
                .execute()
                .map(rows -> Rows.all(rows, SessionStore::age));
    }

    Uni<List<SessionRow>> list(String tenant, SessionFilter filter, Paging paging) {
        return pool.preparedQuery(
                        "SELECT * FROM sessions WHERE "
                                + FILTER
                                + " ORDER BY created_at DESC, id LIMIT $7 OFFSET $8")
                .execute(
                        Tuple.from(
                                new Object[] {
                                    tenant,
                                    filter.statusWord(),
                                    filter.templateWord(),
                                    filter.metadataJson(),
                                    filter.modeWord(),
                                    filter.agentWord(),
                                    paging.limit(),
                                    paging.offset()
                                }))
                .map(this::all);
    }

    Uni<Long> count(String tenant, SessionFilter filter) {
        return pool.preparedQuery("SELECT count(*) AS n FROM sessions WHERE " + FILTER)
                .execute(
                        Tuple.from(
                                new Object[] {
                                    tenant,
                                    filter.statusWord(),
                                    filter.templateWord(),
                                    filter.metadataJson(),
                                    filter.modeWord(),
                                    filter.agentWord()
                                }))
                .map(Rows::count);
    }

    /// How many are in use, in all tenants.
    Uni<Long> countLiving() {
        return pool.preparedQuery(
                        "SELECT count(*) AS n FROM sessions WHERE status IN ('creating', 'running')")
                .execute()
                .map(Rows::count);
    }

    private static final String FILTER =
            """
            tenant = $1 AND ($2::text IS NULL OR status = $2) AND ($3::text IS NULL OR template_id = $3)
            AND ($4::jsonb IS NULL OR metadata @> $4) AND ($5::text IS NULL OR mode = $5)
            AND ($6::text IS NULL OR agent_id = $6)
            """;

    private static SessionAge age(Row row) {
        return new SessionAge(
                new SessionId(row.getString("id")),
                Rows.word(row, "status", SessionStatus.class),
                Rows.time(row, "created_at"),
                Rows.time(row, "last_activity_at"),
                Duration.ofSeconds(row.getInteger("timeout_seconds")),
                row.getBoolean("busy"),
                Boolean.TRUE.equals(row.getBoolean("listens")),
                row.getBoolean("held"),
                new ContainerId(row.getString("container_id")));
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

    private static List<SessionId> ids(RowSet<Row> rows) {
        return Rows.all(rows, row -> new SessionId(row.getString("id")));
    }

    private SessionRow row(Row row) {
        return SessionRow.of(row, runtime, json);
    }

    private List<SessionRow> all(RowSet<Row> rows) {
        return Rows.all(rows, this::row);
    }

    private Optional<SessionRow> first(RowSet<Row> rows) {
        return Rows.first(rows, this::row);
    }
}
