package dev.cloche.control.idempotency;

import dev.cloche.control.kernel.Time;
import dev.cloche.control.reconcile.Leader;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/// Forgets keys that have been kept long enough.
@Singleton
final class IdempotencyRetention {

    private final Pool pool;
    private final Leader leader;
    private final Clock clock;
    private final Duration retention;

    IdempotencyRetention(Pool pool, Leader leader, Clock clock, IdempotencyConfig config) {
        this.pool = pool;
        this.leader = leader;
        this.clock = clock;
        this.retention = config.retention();
    }

    @Scheduled(
            every = "1m",
            delayed = "7s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        return leader.alone("idempotency", () -> forget(clock.instant().minus(retention)))
                .onFailure()
                .invoke(failure -> Log.warnf("idempotency keys not forgotten: %s", failure))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> forget(Instant madeBefore) {
        return pool.preparedQuery("DELETE FROM idempotency_keys WHERE created_at < $1")
                .execute(Tuple.of(Time.column(madeBefore)))
                .replaceWithVoid();
    }
}
