package dev.cloche.control.session;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.session.SessionId;
import dev.cloche.control.database.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/// The sessions of one container, and what becomes of them with it.
@Singleton
final class OccupantStore {

    private final Pool pool;
    private final SessionRows sessions;

    OccupantStore(Pool pool, SessionRows sessions) {
        this.pool = pool;
        this.sessions = sessions;
    }

    /// Those that are waiting for a container that listens now.
    Uni<List<SessionRow>> waitingFor(ContainerId container) {
        return pool.preparedQuery(
                        "SELECT * FROM sessions WHERE container_id = $1 AND status = 'creating'")
                .execute(Tuple.of(container.value()))
                .map(sessions::all);
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
                .map(sessions::all);
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
                .map(rows -> Rows.all(rows, row -> new SessionId(row.getString("id"))));
    }

    /// A session that is not over.
    Uni<Optional<SessionRow>> findLiving(SessionId id, ContainerId container) {
        return pool.preparedQuery(
                        """
                        SELECT * FROM sessions
                        WHERE id = $1 AND container_id = $2 AND status IN ('creating', 'running')
                        """)
                .execute(Tuple.of(id.value(), container.value()))
                .map(sessions::first);
    }
}
