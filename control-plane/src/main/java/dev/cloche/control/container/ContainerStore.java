package dev.cloche.control.container;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.executor.ContainerReady;
import dev.cloche.control.database.Rows;
import dev.cloche.control.kernel.Time;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The statements about containers.
@Singleton
final class ContainerStore {

    /// Whether all files of sessions that ended in a container after some time have been fetched.
    static final String FETCHED =
            """
            NOT EXISTS (
              SELECT 1 FROM sessions s
              WHERE s.container_id = containers.id AND s.released_at > %s
                AND (s.workspace_state IS NULL OR s.workspace_state = 'storing'))
            """;

    private final Pool pool;

    ContainerStore(Pool pool) {
        this.pool = pool;
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

    private static Optional<ContainerRow> first(RowSet<Row> rows) {
        return Rows.first(rows, ContainerRow::of);
    }
}
