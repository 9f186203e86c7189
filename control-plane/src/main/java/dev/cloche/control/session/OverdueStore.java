package dev.cloche.control.session;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.session.SessionId;
import dev.cloche.api.session.SessionStatus;
import dev.cloche.control.database.Rows;
import dev.cloche.control.kernel.Time;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The sessions whose time may be over, and those that are over and not cleared away.
@Singleton
final class OverdueStore {

    private final Pool pool;
    private final SessionRows sessions;

    OverdueStore(Pool pool, SessionRows sessions) {
        this.pool = pool;
        this.sessions = sessions;
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
                .map(sessions::all);
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
                .map(sessions::all);
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
                .map(rows -> Rows.all(rows, OverdueStore::age));
    }

    /// One that is not open yet.
    Uni<Optional<SessionRow>> findCreating(SessionId id) {
        return pool.preparedQuery("SELECT * FROM sessions WHERE id = $1 AND status = 'creating'")
                .execute(Tuple.of(id.value()))
                .map(sessions::first);
    }

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
}
