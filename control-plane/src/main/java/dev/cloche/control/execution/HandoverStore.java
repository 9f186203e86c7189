package dev.cloche.control.execution;

import dev.cloche.api.execution.ExecutionId;
import dev.cloche.api.session.SessionId;
import dev.cloche.control.container.LiveContainer;
import dev.cloche.control.database.Rows;
import dev.cloche.control.kernel.Json;
import dev.cloche.control.kernel.Time;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.PreparedQuery;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;

/// The executions that their executors have still to be handed.
@Singleton
final class HandoverStore {

    private static final String TO_BE_HANDED_OVER =
            """
            executions e
            JOIN sessions s ON s.id = e.session_id
            JOIN containers c ON c.id = e.container_id
            WHERE e.status = 'pending' AND e.cancel_requested_at IS NULL AND s.status = 'running'
              AND coalesce(s.dependency_status NOT IN ('pending', 'installing'), true)
              AND c.status <> 'exited' AND c.port IS NOT NULL
            """;

    private static final String OLDEST = " ORDER BY e.created_at LIMIT 500";

    private final Pool pool;
    private final Json json;

    HandoverStore(Pool pool, Json json) {
        this.pool = pool;
        this.json = json;
    }

    /// What a session has to be handed over, now that it can be.
    Uni<List<Unheard>> pending(SessionId session, Instant createdBefore) {
        return unheard("s.id = $1 AND e.created_at < $2")
                .execute(Tuple.of(session.value(), Time.column(createdBefore)))
                .map(this::unheard);
    }

    /// Those of these that still have to be handed over.
    Uni<List<Unheard>> pending(List<ExecutionId> ids) {
        return unheard("e.id = ANY($1)")
                .execute(Tuple.of(ids.stream().map(ExecutionId::value).toArray(String[]::new)))
                .map(this::unheard);
    }

    private PreparedQuery<RowSet<Row>> unheard(String which) {
        return pool.preparedQuery(
                "SELECT e.*, c.host, c.port FROM " + TO_BE_HANDED_OVER + " AND " + which + OLDEST);
    }

    private List<Unheard> unheard(RowSet<Row> rows) {
        return Rows.all(
                rows, row -> new Unheard(ExecutionRow.of(row, json), ExecutionStore.live(row)));
    }

    /// An execution that its executor may not have heard of.
    record Unheard(ExecutionRow row, LiveContainer container) {}

    /// Everything that had to be handed over before then, and of which nothing has been heard.
    Uni<List<Waiting>> waiting(Instant createdBefore) {
        return pool.preparedQuery(
                        "SELECT e.id, e.attempt, e.container_id, c.host, c.port FROM "
                                + TO_BE_HANDED_OVER
                                + " AND e.created_at < $1 ORDER BY e.created_at LIMIT 10000")
                .execute(Tuple.of(Time.column(createdBefore)))
                .map(rows ->
                        Rows.all(
                                rows,
                                row ->
                                        new Waiting(
                                                new ExecutionId(row.getString("id")),
                                                row.getInteger("attempt"),
                                                ExecutionStore.live(row))));
    }

    /// The name of such an execution, which attempt it is, and where it is to be.
    record Waiting(ExecutionId id, int attempt, LiveContainer container) {}
}
