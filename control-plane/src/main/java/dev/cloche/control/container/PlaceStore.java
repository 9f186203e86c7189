package dev.cloche.control.container;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.container.RuntimeType;
import dev.cloche.api.template.TemplateId;
import dev.cloche.control.database.Rows;
import dev.cloche.control.kernel.Json;
import dev.cloche.control.kernel.Time;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The statements about the places of containers: who gets one, and how there come to be more.
@Singleton
final class PlaceStore {

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

    private static final String TAKE_FREE = TAKE.formatted("SKIP LOCKED");
    private static final String TAKE_WAITING = TAKE.formatted("");

    private final Json json;

    PlaceStore(Json json) {
        this.json = json;
    }

    /// A place in a container whose row nobody else is changing just now.
    ///
    /// A row that turned out to be full when it was locked stays locked. Who got none must not hold
    /// on to such rows while waiting for [#lockGrowth], whose holder may be waiting for them, so
    /// all is undone then.
    Uni<Optional<ContainerRow>> takeFree(
            SqlConnection connection, TemplateId template, int generation) {
        // Both are sent at once.
        return Uni.combine()
                .all()
                .unis(
                        connection.query("SAVEPOINT before_place").execute(),
                        take(connection, TAKE_FREE, template, generation))
                .with((_, found) -> found)
                .call(found ->
                        found.isPresent()
                                ? Uni.createFrom().voidItem()
                                : connection.query("ROLLBACK TO SAVEPOINT before_place").execute());
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
                .map(rows -> Rows.first(rows, ContainerRow::of));
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

    /// Takes some container out of use in which there is no session, as part of the caller's
    /// transaction: rather one that is on its way out than one that waits, and rather that than one
    /// that is on its way.
    ///
    /// @param fetchedSince a session that ended after it and whose files are not fetched yet keeps
    ///   its container
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
                                .formatted(ContainerStore.FETCHED.formatted("$3")))
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
}
