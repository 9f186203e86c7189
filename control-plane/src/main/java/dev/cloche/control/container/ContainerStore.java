package dev.cloche.control.container;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.cloche.api.container.ContainerId;
import dev.cloche.api.container.RuntimeType;
import dev.cloche.api.executor.ContainerReady;
import dev.cloche.api.template.ResourceLimits;
import dev.cloche.api.template.TemplateId;
import dev.cloche.control.database.Rows;
import dev.cloche.control.kernel.Json;
import dev.cloche.control.kernel.Secret;
import dev.cloche.control.kernel.Time;
import dev.cloche.control.runtime.EnvironmentId;
import dev.cloche.control.web.Paging;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The statements about containers.
@Singleton
final class ContainerStore {

    /// Ready ones before those that are on their way; fuller ones first, so that empty ones can go.
    private static final String TAKE =
            """
            UPDATE containers
            SET sessions = sessions + 1, idle_since = NULL,
                status = CASE WHEN status = 'starting' THEN status ELSE 'claimed' END
            WHERE id = (
              SELECT id FROM containers
              WHERE template_id = $1 AND generation = $2 AND sessions < places
                AND status IN ('starting', 'warm', 'claimed')
              ORDER BY status = 'starting', sessions DESC, created_at
              LIMIT 1 FOR UPDATE %s)
            RETURNING *
            """;

    private static final String FETCHED =
            """
            NOT EXISTS (
              SELECT 1 FROM sessions s
              WHERE s.container_id = containers.id AND s.released_at > %s
                AND (s.workspace_state IS NULL OR s.workspace_state = 'storing'))
            """;

    private static final String TAKE_FREE = TAKE.formatted("SKIP LOCKED");
    private static final String TAKE_WAITING = TAKE.formatted("");

    private final Pool pool;
    private final Json json;

    ContainerStore(Pool pool, Json json) {
        this.pool = pool;
        this.json = json;
    }

    /// A place in a container whose row nobody else is changing just now.
    Uni<Optional<ContainerRow>> takeFree(
            SqlConnection connection, TemplateId template, int generation) {
        return take(connection, TAKE_FREE, template, generation);
    }

    /// A place in any container, waiting for those who are changing its row.
    Uni<Optional<ContainerRow>> takeWaiting(
            SqlConnection connection, TemplateId template, int generation) {
        return take(connection, TAKE_WAITING, template, generation);
    }

    private static Uni<Optional<ContainerRow>> take(
            SqlConnection connection, String statement, TemplateId template, int generation) {
        return connection
                .preparedQuery(statement)
                .execute(Tuple.of(template.value(), generation))
                .map(ContainerStore::first);
    }

    /// Until the end of the transaction nobody else adds containers.
    Uni<Void> lockGrowth(SqlConnection connection) {
        return connection
                .preparedQuery("SELECT pg_advisory_xact_lock(hashtext('cloche.containers.growth'))")
                .execute()
                .replaceWithVoid();
    }

    Uni<Long> countLiving(SqlConnection connection) {
        return connection
                .preparedQuery("SELECT count(*) AS n FROM containers WHERE status <> 'exited'")
                .execute()
                .map(Rows::count);
    }

    /// Writes down a container.
    Uni<Void> insert(
            SqlConnection connection,
            NewContainer plan,
            RuntimeType runtime,
            String url,
            Instant now) {
        return connection
                .preparedQuery(
                        """
                        INSERT INTO containers (id, template_id, generation, runtime, status, places, sessions,
                          secret_hash, control_plane_url, isolation_required, resources, created_at, held)
                        VALUES ($1, $2, $3, $4, 'starting', $5, $12, $6, $7, $8, $9, $10, $11)
                        """)
                .execute(
                        Tuple.from(
                                List.of(
                                        plan.id().value(),
                                        plan.template().id().value(),
                                        plan.template().generation(),
                                        runtime.wire(),
                                        plan.places(runtime),
                                        Buffer.buffer(plan.secret().hash()),
                                        url,
                                        plan.template().view().isolation().wire(),
                                        json.write(plan.template().view().defaultResources()),
                                        Time.column(now),
                                        plan.template().isPreparing(),
                                        plan.sessions())))
                .replaceWithVoid();
    }

    /// Gives a place back. A container with a single place is not used a second time.
    Uni<Void> release(SqlClient client, ContainerId id, Instant now) {
        return client.preparedQuery(
                        """
                        UPDATE containers
                        SET sessions = sessions - 1,
                            status = CASE WHEN sessions > 1 OR status <> 'claimed' THEN status
                                          WHEN places = 1 THEN 'draining' ELSE 'warm' END,
                            idle_since = CASE WHEN sessions = 1 THEN $2 ELSE idle_since END
                        WHERE id = $1 AND sessions > 0
                        """)
                .execute(Tuple.of(id.value(), Time.column(now)))
                .replaceWithVoid();
    }

    /// Records that an executor has reported, and to whom; nothing when its container is unknown or
    /// gone.
    Uni<Optional<Beat>> beat(
            ContainerId id, String host, String url, ContainerReady report, Instant now) {
        return pool.preparedQuery(
                        """
                        WITH before AS (SELECT id, status FROM containers WHERE id = $1 FOR UPDATE)
                        UPDATE containers c
                        SET host = $2, port = $3, isolation = $4, isolation_detail = $5, last_seen_at = $6,
                            ready_at = coalesce(ready_at, $6),
                            idle_since = CASE WHEN sessions = 0 THEN coalesce(idle_since, $6) END,
                            control_plane_url = $7,
                            status = CASE WHEN c.status <> 'starting' THEN c.status
                                          WHEN sessions > 0 THEN 'claimed' ELSE 'warm' END
                        FROM before
                        WHERE c.id = before.id AND c.status <> 'exited'
                        RETURNING c.*, before.status = 'starting' AS opened
                        """)
                .execute(
                        Tuple.from(
                                new Object[] {
                                    id.value(),
                                    host,
                                    report.executorPort() == null
                                            ? DEFAULT_PORT
                                            : report.executorPort(),
                                    report.isolation() == null ? null : report.isolation().wire(),
                                    report.isolationDetail(),
                                    Time.column(now),
                                    url
                                }))
                .map(rows ->
                        Rows.first(
                                rows,
                                row -> new Beat(ContainerRow.of(row), row.getBoolean("opened"))));
    }

    /// The port of an executor that does not say which it has.
    private static final int DEFAULT_PORT = 8080;

    /// What a report changed.
    ///
    /// @param opened whether it was the first
    record Beat(ContainerRow row, boolean opened) {}

    /// Records that a container is gone; nothing when that was known.
    ///
    /// @param starved whether its memory as a whole ran out: the one execution that was in it is
    ///   noted, if there was exactly one. What has not been heard of yet is in it too, unless its
    ///   packages were being installed
    Uni<Optional<ContainerRow>> exit(ContainerId id, String reason, boolean starved, Instant now) {
        return pool.preparedQuery(
                        """
                        UPDATE containers SET status = 'exited', exited_at = $2, exit_reason = $3,
                          starved_by = (
                            SELECT CASE WHEN count(*) = 1 AND bool_and(e.status = 'running'
                                OR coalesce(s.dependency_status NOT IN ('pending', 'installing'), true))
                              THEN min(e.id) END
                            FROM executions e JOIN sessions s ON s.id = e.session_id
                            WHERE $4 AND e.container_id = $1 AND e.status IN ('pending', 'running'))
                        WHERE id = $1 AND status <> 'exited' RETURNING *
                        """)
                .execute(Tuple.of(id.value(), Time.column(now), reason, starved))
                .map(ContainerStore::first);
    }

    /// Takes a container out of use, if nobody has got a place in it meanwhile.
    ///
    /// @param fetchedSince a session that ended after it and whose files are not fetched yet keeps
    ///   it
    Uni<Optional<ContainerRow>> exitUnused(
            ContainerId id, String reason, Instant now, Instant fetchedSince) {
        return pool.preparedQuery(
                        """
                        UPDATE containers SET status = 'exited', exited_at = $2, exit_reason = $3
                        WHERE id = $1 AND status IN ('warm', 'draining') AND sessions = 0 AND %s RETURNING *
                        """
                                .formatted(FETCHED.formatted("$4")))
                .execute(Tuple.of(id.value(), Time.column(now), reason, Time.column(fetchedSince)))
                .map(ContainerStore::first);
    }

    /// Takes some container out of use in which there is no session, as part of the caller's
    /// transaction: rather one that is on its way out than one that waits, and rather that than one
    /// that is on its way.
    ///
    /// @param fetchedSince as above
    Uni<Optional<ContainerId>> displace(
            SqlConnection connection, Instant now, Instant fetchedSince) {
        return connection
                .preparedQuery(
                        """
                        UPDATE containers SET status = 'exited', exited_at = $1, exit_reason = $2
                        WHERE id = (
                          SELECT id FROM containers
                          WHERE sessions = 0 AND status IN ('starting', 'warm', 'draining') AND %s
                          ORDER BY array_position(ARRAY['draining', 'warm', 'starting'], status), idle_since
                          LIMIT 1 FOR UPDATE SKIP LOCKED)
                        RETURNING id
                        """
                                .formatted(FETCHED.formatted("$3")))
                .execute(Tuple.of(Time.column(now), ContainerExit.ROOM, Time.column(fetchedSince)))
                .map(rows -> Rows.first(rows, row -> new ContainerId(row.getString("id"))));
    }

    /// Nobody gets a place any more in a container; what is in there stays.
    Uni<Void> drain(SqlClient client, ContainerId id) {
        return client.preparedQuery(
                        """
                        UPDATE containers SET status = 'draining'
                        WHERE id = $1 AND status IN ('starting', 'warm', 'claimed')
                        """)
                .execute(Tuple.of(id.value()))
                .replaceWithVoid();
    }

    Uni<Optional<ContainerId>> findBySecret(byte[] hash) {
        return pool.preparedQuery(
                        "SELECT id FROM containers WHERE secret_hash = $1 AND status <> 'exited'")
                .execute(Tuple.of(Buffer.buffer(hash)))
                .map(rows -> Rows.first(rows, row -> new ContainerId(row.getString("id"))));
    }

    Uni<Optional<ContainerRow>> find(ContainerId id) {
        return pool.preparedQuery("SELECT * FROM containers WHERE id = $1")
                .execute(Tuple.of(id.value()))
                .map(ContainerStore::first);
    }

    /// Those that have been gone for long, and whose files are still there.
    Uni<List<ContainerId>> unpurged(Instant exitedBefore) {
        return pool.preparedQuery(
                        """
                        SELECT id FROM containers
                        WHERE status = 'exited' AND purged_at IS NULL AND exited_at < $1
                        ORDER BY exited_at LIMIT 100
                        """)
                .execute(Tuple.of(Time.column(exitedBefore)))
                .map(rows -> Rows.all(rows, row -> new ContainerId(row.getString("id"))));
    }

    /// Those of them that are not written down.
    Uni<List<ContainerId>> unknown(List<ContainerId> all) {
        return pool.preparedQuery(
                        """
                        SELECT k.id FROM unnest($1::text[]) AS k (id)
                        WHERE NOT EXISTS (SELECT 1 FROM containers c WHERE c.id = k.id)
                        """)
                .execute(Tuple.of(all.stream().map(ContainerId::value).toArray(String[]::new)))
                .map(rows -> Rows.all(rows, row -> new ContainerId(row.getString("id"))));
    }

    Uni<Void> purged(ContainerId id, Instant now) {
        return pool.preparedQuery("UPDATE containers SET purged_at = $2 WHERE id = $1")
                .execute(Tuple.of(id.value(), Time.column(now)))
                .replaceWithVoid();
    }

    /// Those that are not gone and not held.
    Uni<List<Living>> living() {
        return pool.preparedQuery(
                        """
                        SELECT c.*, c.generation <> t.generation OR t.deleted_at IS NOT NULL AS outdated
                        FROM containers c JOIN templates t ON t.id = c.template_id
                        WHERE c.status <> 'exited' AND NOT c.held ORDER BY c.created_at
                        """)
                .execute()
                .map(rows ->
                        Rows.all(
                                rows,
                                row ->
                                        new Living(
                                                ContainerRow.of(row), row.getBoolean("outdated"))));
    }

    /// A container that is not gone.
    ///
    /// @param outdated whether its template has changed since, so that it gets no further sessions
    record Living(ContainerRow row, boolean outdated) {}

    /// Those that a caller may see and asks for, newest first.
    Uni<List<ContainerRow>> list(ContainerFilter filter, Paging paging) {
        return pool.preparedQuery(
                        """
                        SELECT c.*, CASE WHEN c.sessions = 1 THEN (
                            SELECT s.id FROM sessions s
                            WHERE s.container_id = c.id AND s.released_at IS NULL
                              AND ($1::text IS NULL OR s.tenant = $1) LIMIT 1) END AS only_session
                        FROM containers c
                        WHERE %s
                        ORDER BY c.created_at DESC, c.id LIMIT $6 OFFSET $7
                        """
                                .formatted(WANTED))
                .execute(filter.values().addInteger(paging.limit()).addInteger(paging.offset()))
                .map(rows ->
                        Rows.all(
                                rows,
                                row ->
                                        ContainerRow.of(row)
                                                .holding(row.getString("only_session"))));
    }

    Uni<Long> count(ContainerFilter filter) {
        return pool.preparedQuery("SELECT count(*) AS n FROM containers c WHERE " + WANTED)
                .execute(filter.values())
                .map(Rows::count);
    }

    /// One container, as its caller may see it.
    Uni<Optional<ContainerRow>> findSeen(ContainerId id, @Nullable String tenant) {
        return pool.preparedQuery(
                        """
                        SELECT c.*, CASE WHEN c.sessions = 1 THEN (
                            SELECT s.id FROM sessions s
                            WHERE s.container_id = c.id AND s.released_at IS NULL
                              AND ($1::text IS NULL OR s.tenant = $1) LIMIT 1) END AS only_session
                        FROM containers c WHERE c.id = $2 AND %s
                        """
                                .formatted(SEEN_BY_TENANT))
                .execute(Tuple.from(new Object[] {tenant, id.value()}))
                .map(rows ->
                        Rows.first(
                                rows,
                                row ->
                                        ContainerRow.of(row)
                                                .holding(row.getString("only_session"))));
    }

    /// Those that wait for an environment that is not being prepared any more.
    Uni<List<Held>> held() {
        return pool.preparedQuery(
                        """
                        SELECT c.id, c.template_id, c.generation, c.resources, c.places,
                               e.status, e.detail, e.preload
                        FROM containers c
                        JOIN environments e ON e.template_id = c.template_id AND e.generation = c.generation
                        WHERE c.held AND c.status = 'starting' AND e.status <> 'preparing'
                        ORDER BY c.created_at
                        """)
                .execute()
                .map(rows -> Rows.all(rows, this::held));
    }

    private Held held(Row row) {
        return new Held(
                new ContainerId(row.getString("id")),
                new EnvironmentId(
                        new TemplateId(row.getString("template_id")), row.getInteger("generation")),
                json.read(row.getString("resources"), ResourceLimits.class),
                row.getInteger("places"),
                row.getString("status").equals("ready"),
                row.getString("detail") == null ? "" : row.getString("detail"),
                json.read(row.getString("preload"), STRINGS));
    }

    private static final TypeReference<List<String>> STRINGS = new TypeReference<>() {};

    /// A container that waits for an environment.
    ///
    /// @param ready whether that is there now
    /// @param detail why it is not
    record Held(
            ContainerId id,
            EnvironmentId environment,
            ResourceLimits resources,
            int places,
            boolean ready,
            String detail,
            List<String> preload) {}

    /// Lets one go that was held; its time begins, and its secret is a new one, since nobody knows
    /// the old one any more.
    ///
    /// @return false when somebody else has
    Uni<Boolean> letGo(ContainerId id, Secret secret, Instant now) {
        return pool.preparedQuery(
                        """
                        UPDATE containers SET held = false, secret_hash = $2, created_at = $3
                        WHERE id = $1 AND held AND status = 'starting'
                        """)
                .execute(Tuple.of(id.value(), Buffer.buffer(secret.hash()), Time.column(now)))
                .map(rows -> rows.rowCount() == 1);
    }

    private static final String SEEN_BY_TENANT =
            """
            ($1::text IS NULL OR EXISTS (
              SELECT 1 FROM sessions s WHERE s.container_id = c.id AND s.tenant = $1))
            """;

    private static final String WANTED =
            """
            %s AND ($2::text IS NULL OR c.status = $2) AND ($3::text IS NULL OR c.template_id = $3)
            AND ($4::text IS NULL OR c.runtime = $4)
            AND ($5::text IS NULL OR $5 = CASE
              WHEN c.status = 'starting' THEN 'creating'
              WHEN c.status <> 'exited' THEN 'running'
              WHEN c.exit_reason IN %s THEN 'terminated'
              ELSE 'failed' END)
            """
                    .formatted(SEEN_BY_TENANT, ContainerExit.ORDERLY);

    /// Whether all sessions that a container ever held are of one tenant.
    Uni<Boolean> isAlone(ContainerId id, String tenant) {
        return pool.preparedQuery(
                        """
                        SELECT NOT EXISTS (
                          SELECT 1 FROM sessions WHERE container_id = $1 AND tenant <> $2) AS alone
                        """)
                .execute(Tuple.of(id.value(), tenant))
                .map(rows -> rows.iterator().next().getBoolean("alone"));
    }

    private static Optional<ContainerRow> first(RowSet<Row> rows) {
        return Rows.first(rows, ContainerRow::of);
    }
}
