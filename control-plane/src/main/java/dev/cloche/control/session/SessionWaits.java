package dev.cloche.control.session;

import dev.cloche.api.session.SessionId;
import dev.cloche.api.session.SessionStatus;
import dev.cloche.api.session.WaitingFor;
import dev.cloche.control.database.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.Optional;

/// Says what sessions wait for.
@Singleton
public final class SessionWaits {

    private final Pool pool;

    SessionWaits(Pool pool) {
        this.pool = pool;
    }

    /// Nothing when there is no such session, or it does not wait.
    public Uni<Optional<WaitingFor>> of(SessionId id) {
        return pool.preparedQuery(
                        """
                        SELECT s.status, s.moved_at, c.created_at AS container_since, c.held, c.ready_at,
                          e.detail AS progress
                        FROM sessions s
                        JOIN containers c ON c.id = s.container_id
                        LEFT JOIN environments e ON e.template_id = c.template_id
                          AND e.generation = c.generation AND e.status = 'preparing'
                        WHERE s.id = $1
                        """)
                .execute(Tuple.of(id.value()))
                .map(rows -> Rows.first(rows, SessionWaits::wait).flatMap(SessionWait::reason));
    }

    private static SessionWait wait(Row row) {
        return new SessionWait(
                Rows.word(row, "status", SessionStatus.class),
                Optional.ofNullable(Rows.timeOrNull(row, "moved_at")),
                Rows.time(row, "container_since"),
                row.getBoolean("held"),
                Optional.ofNullable(row.getString("progress")),
                Optional.ofNullable(Rows.timeOrNull(row, "ready_at")));
    }
}
