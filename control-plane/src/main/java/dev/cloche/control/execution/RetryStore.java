package dev.cloche.control.execution;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.execution.ExecutionId;
import dev.cloche.control.database.Rows;
import dev.cloche.control.kernel.Time;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;

/// The statements about executions that are run again.
@Singleton
final class RetryStore {

    private final Pool pool;

    RetryStore(Pool pool) {
        this.pool = pool;
    }

    /// What its reaper looks at; nothing when this container has no such attempt.
    ///
    /// @param attempt which; 0 for any
    Uni<Optional<ExecutionAge>> age(ExecutionId id, ContainerId container, int attempt) {
        return pool.preparedQuery(
                        "SELECT "
                                + ExecutionStore.AGE
                                + """
                                , false AS container_gone, false AS starved
                                FROM executions e JOIN sessions s ON s.id = e.session_id
                                WHERE e.id = $1 AND e.container_id = $2 AND ($3 = 0 OR e.attempt = $3)
                                """)
                .execute(Tuple.of(id.value(), container.value(), attempt))
                .map(rows -> Rows.first(rows, ExecutionStore::age));
    }

    /// An attempt is lost. False when it was known, or is over.
    Uni<Boolean> crash(ExecutionAge age, Instant retryAt) {
        return pool.preparedQuery(
                        """
                        UPDATE executions SET status = 'crashed', retry_at = $4, last_heartbeat_at = NULL
                        WHERE id = $1 AND container_id = $2 AND attempt = $3 AND status IN ('pending', 'running')
                        """)
                .execute(
                        Tuple.of(
                                age.id().value(),
                                age.container().value(),
                                age.attempt(),
                                Time.column(retryAt)))
                .map(rows -> rows.rowCount() == 1);
    }

    /// Crashed becomes pending, in the container in which the session is now: another one, or the
    /// same if that has been heard of since. No pause is longer than the longest: the clock was set
    /// back meanwhile.
    ///
    /// @return how many there were
    Uni<Integer> due(Instant now) {
        return pool.preparedQuery(
                        """
                        UPDATE executions e
                        SET status = 'pending', attempt = e.attempt + 1, container_id = s.container_id,
                            started_at = NULL, last_heartbeat_at = NULL, retry_at = NULL, pending_since = $1
                        FROM sessions s JOIN containers c ON c.id = s.container_id
                        WHERE s.id = e.session_id AND s.status = 'running' AND e.status = 'crashed'
                          AND (e.retry_at <= $1 OR e.retry_at > $2) AND e.cancel_requested_at IS NULL
                          AND (s.container_id <> e.container_id OR c.last_seen_at > e.retry_at
                            OR e.retry_at > $2)
                        """)
                .execute(
                        Tuple.of(
                                Time.column(now),
                                Time.column(now.plus(ExecutionReaper.LONGEST_PAUSE))))
                .map(rows -> rows.rowCount());
    }
}
