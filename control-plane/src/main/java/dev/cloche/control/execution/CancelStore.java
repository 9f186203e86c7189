package dev.cloche.control.execution;

import dev.cloche.api.execution.ExecutionId;
import dev.cloche.api.session.SessionId;
import dev.cloche.control.container.LiveContainer;
import dev.cloche.control.database.Rows;
import dev.cloche.control.kernel.Time;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;

/// The statements about executions that their callers want stopped.
@Singleton
final class CancelStore {

    private final Pool pool;

    CancelStore(Pool pool) {
        this.pool = pool;
    }

    /// Writes down that an execution is to be stopped; from then on nobody hands it over.
    Uni<Void> ask(ExecutionId id, String tenant, Instant now) {
        return pool.preparedQuery(
                        """
                        UPDATE executions SET cancel_requested_at = coalesce(cancel_requested_at, $3)
                        WHERE id = $1 AND tenant = $2 AND status IN ('pending', 'running', 'crashed')
                        """)
                .execute(Tuple.of(id.value(), tenant, Time.column(now)))
                .replaceWithVoid();
    }

    /// Those that are to be stopped and have not ended, and those that were concluded before they
    /// began, where an executor may have them and may not know.
    Uni<List<Asked>> open() {
        return pool.preparedQuery(
                        """
                        SELECT e.id, e.session_id, e.attempt, e.container_id, c.host, c.port FROM (
                          SELECT * FROM executions
                          WHERE status IN ('pending', 'running', 'crashed') AND cancel_requested_at IS NOT NULL
                          UNION ALL
                          SELECT * FROM executions WHERE to_recall) e
                        JOIN sessions s ON s.id = e.session_id
                        JOIN containers c ON c.id = e.container_id
                        WHERE s.status = 'running' AND c.status <> 'exited' AND c.port IS NOT NULL
                        ORDER BY e.created_at LIMIT 500
                        """)
                .execute()
                .map(rows ->
                        Rows.all(
                                rows,
                                row ->
                                        new Asked(
                                                new ExecutionId(row.getString("id")),
                                                new SessionId(row.getString("session_id")),
                                                row.getInteger("attempt"),
                                                ExecutionStore.live(row))));
    }

    /// No executor will begin it any more, if it has been concluded.
    Uni<Void> recalled(ExecutionId id) {
        return pool.preparedQuery(
                        "UPDATE executions SET to_recall = false WHERE id = $1 AND to_recall")
                .execute(Tuple.of(id.value()))
                .replaceWithVoid();
    }

    /// An execution that its executor is to stop.
    record Asked(ExecutionId id, SessionId session, int attempt, LiveContainer container) {}
}
