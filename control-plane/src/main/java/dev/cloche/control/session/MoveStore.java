package dev.cloche.control.session;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.session.SessionId;
import dev.cloche.control.container.Place;
import dev.cloche.control.database.Rows;
import dev.cloche.control.kernel.Json;
import dev.cloche.control.kernel.Time;
import dev.cloche.control.runtime.ContainerRuntime;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The statements about sessions that change their containers.
@Singleton
final class MoveStore {

    /// Moves that are further apart do not count together.
    private static final Duration SUCCESSION = Duration.ofMinutes(10);

    private final Pool pool;
    private final ContainerRuntime runtime;
    private final Json json;

    MoveStore(Pool pool, ContainerRuntime runtime, Json json) {
        this.pool = pool;
        this.runtime = runtime;
        this.json = json;
    }

    /// The session, for this transaction alone; nothing when it is over, or not in that container
    /// any more.
    Uni<Optional<SessionRow>> lock(SqlConnection connection, SessionId id, ContainerId container) {
        return connection
                .preparedQuery(
                        """
                        SELECT * FROM sessions
                        WHERE id = $1 AND container_id = $2 AND status IN ('creating', 'running') FOR UPDATE
                        """)
                .execute(Tuple.of(id.value(), container.value()))
                .map(rows -> Rows.first(rows, row -> SessionRow.of(row, runtime.type(), json)));
    }

    /// Puts a session that is locked into another container, where it is to be opened, and with it
    /// what has only waited for that until now.
    Uni<SessionRow> move(
            SqlConnection connection, SessionRow row, Place place, String reason, Instant now) {
        return connection
                .preparedQuery(
                        """
                        WITH waiting AS (
                          UPDATE executions e SET container_id = $2 FROM sessions s
                          WHERE s.id = $1 AND s.status = 'creating' AND e.session_id = s.id AND e.status = 'pending')
                        UPDATE sessions
                        SET status = 'creating', container_id = $2, status_reason = $3, updated_at = $4, moved_at = $4,
                            moved_from = coalesce(moved_from, container_id),
                            moves = CASE WHEN moved_at > $5 THEN moves + 1 ELSE 1 END
                        WHERE id = $1 RETURNING *
                        """)
                .execute(
                        Tuple.of(
                                row.id().value(),
                                place.container().value(),
                                reason,
                                Time.column(now),
                                Time.column(now.minus(SUCCESSION))))
                .map(rows -> SessionRow.of(rows.iterator().next(), runtime.type(), json));
    }

    /// Its files are where it is.
    Uni<Void> carried(SessionRow row) {
        return pool.preparedQuery(
                        "UPDATE sessions SET moved_from = NULL WHERE id = $1 AND container_id = $2")
                .execute(
                        Tuple.of(
                                row.id().value(),
                                row.container() == null ? null : row.container().value()))
                .replaceWithVoid();
    }
}
