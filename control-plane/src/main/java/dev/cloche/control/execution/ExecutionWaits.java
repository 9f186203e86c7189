package dev.cloche.control.execution;

import dev.cloche.api.dependency.DependencyStatus;
import dev.cloche.api.execution.ExecutionId;
import dev.cloche.api.execution.ExecutionStatus;
import dev.cloche.api.execution.ExecutionStatusView;
import dev.cloche.api.execution.ExecutionView;
import dev.cloche.api.session.SessionId;
import dev.cloche.api.session.WaitingFor;
import dev.cloche.control.database.Rows;
import dev.cloche.control.session.SessionWaits;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.Optional;

/// Says what executions wait for.
@Singleton
final class ExecutionWaits {

    private final Pool pool;
    private final SessionWaits sessions;

    ExecutionWaits(Pool pool, SessionWaits sessions) {
        this.pool = pool;
        this.sessions = sessions;
    }

    /// Where an execution is, with what it waits for.
    Uni<ExecutionStatusView> status(ExecutionRow row) {
        return of(row).map(row::statusView);
    }

    /// All of an execution, with what it waits for.
    Uni<ExecutionView> view(ExecutionRow row) {
        return of(row).map(row::view);
    }

    /// Nothing when it does not wait.
    private Uni<Optional<WaitingFor>> of(ExecutionRow row) {
        return switch (row.status()) {
            case PENDING, CRASHED -> reason(row.id(), row.session());
            case RUNNING, COMPLETED, FAILED, TIMEOUT, CANCELLED ->
                    Uni.createFrom().item(Optional.empty());
        };
    }

    /// What an execution of that session waits for; nothing when it does not wait.
    Uni<Optional<WaitingFor>> reason(ExecutionId id, SessionId session) {
        return sessions.of(session)
                .flatMap(waiting ->
                        pool.preparedQuery(
                                        """
                                        SELECT e.status, e.attempt, e.created_at, e.retry_at, s.dependency_status,
                                          (SELECT count(*) FROM executions o
                                           WHERE o.container_id = e.container_id AND o.id <> e.id
                                             AND o.status IN ('pending', 'running')
                                             AND o.created_at <= e.created_at) AS ahead
                                        FROM executions e JOIN sessions s ON s.id = e.session_id
                                        WHERE e.id = $1
                                        """)
                                .execute(Tuple.of(id.value()))
                                .map(rows ->
                                        Rows.first(rows, row -> wait(row, waiting))
                                                .flatMap(ExecutionWait::reason)));
    }

    private static ExecutionWait wait(Row row, Optional<WaitingFor> session) {
        return new ExecutionWait(
                Rows.word(row, "status", ExecutionStatus.class),
                row.getInteger("attempt"),
                Rows.time(row, "created_at"),
                Optional.ofNullable(Rows.timeOrNull(row, "retry_at")),
                session,
                row.getString("dependency_status") == null
                        ? Optional.empty()
                        : Optional.of(Rows.word(row, "dependency_status", DependencyStatus.class)),
                row.getLong("ahead"));
    }
}
