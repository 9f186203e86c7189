package dev.cloche.control.file;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.session.SessionId;
import dev.cloche.control.database.Rows;
import dev.cloche.control.kernel.Time;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;

/// The statements about where the files of sessions are that are over.
@Singleton
final class Shelf {

    private final Pool pool;

    Shelf(Pool pool) {
        this.pool = pool;
    }

    /// A session that is over.
    record Kept(SessionId session, ContainerId container) {}

    /// Those in which no code runs any more and which are not in the bucket yet.
    Uni<List<Kept>> toStore() {
        return find(
                """
                SELECT id, container_id FROM sessions
                WHERE released_at IS NOT NULL AND workspace_purged_at IS NULL AND container_id IS NOT NULL
                  AND (workspace_state IS NULL OR workspace_state = 'storing')
                ORDER BY completed_at LIMIT 50
                """,
                Tuple.tuple());
    }

    /// Those that have been in the bucket for a while and in their directory too.
    Uni<List<Kept>> toMove(Instant storedBefore) {
        return find(
                """
                SELECT id, container_id FROM sessions
                WHERE workspace_state = 'stored' AND workspace_stored_at < $1 LIMIT 200
                """,
                Tuple.of(Time.column(storedBefore)));
    }

    /// Those that have been kept for long enough and are in the bucket, at least in part.
    Uni<List<Kept>> toForget() {
        return find(
                """
                SELECT id, container_id FROM sessions
                WHERE workspace_state IN ('storing', 'stored', 'moved') AND workspace_purged_at IS NOT NULL
                LIMIT 200
                """,
                Tuple.tuple());
    }

    /// Notes where the files of a session are now.
    Uni<Void> note(SessionId session, String state, Instant now) {
        return pool.preparedQuery(
                        "UPDATE sessions SET workspace_state = $2, workspace_stored_at = $3"
                                + " WHERE id = $1")
                .execute(Tuple.of(session.value(), state, Time.column(now)))
                .replaceWithVoid();
    }

    private Uni<List<Kept>> find(String query, Tuple values) {
        return pool.preparedQuery(query).execute(values).map(rows -> Rows.all(rows, Shelf::kept));
    }

    private static Kept kept(Row row) {
        return new Kept(
                new SessionId(row.getString("id")), new ContainerId(row.getString("container_id")));
    }
}
