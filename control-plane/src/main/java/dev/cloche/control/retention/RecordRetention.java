package dev.cloche.control.retention;

import dev.cloche.control.kernel.Time;
import dev.cloche.control.reconcile.Leader;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/// Forgets what has been over for long, a batch of each kind at a time, so that nobody waits for it
/// (`records_deleted_total`).
@Singleton
final class RecordRetention {

    private static final int MOST_BATCHES = 50;

    private final Pool pool;
    private final Leader leader;
    private final Clock clock;
    private final Duration retention;
    private final int batch;
    private final MeterRegistry registry;
    private final Map<Kind, Counter> counters = new EnumMap<>(Kind.class);

    RecordRetention(
            Pool pool, Leader leader, Clock clock, RetentionConfig config, MeterRegistry registry) {
        this.pool = pool;
        this.leader = leader;
        this.clock = clock;
        this.retention = config.retention();
        this.batch = config.batch();
        this.registry = registry;
        // They are there, at zero, before anything is forgotten.
        Arrays.stream(Kind.values()).forEach(kind -> counters.put(kind, counter(kind)));
    }

    private Counter counter(Kind kind) {
        return Counter.builder("records.deleted")
                .description("Records that were kept long enough, by what they were of")
                .tag("kind", kind.word())
                .register(registry);
    }

    @Scheduled(
            every = "1m",
            delayed = "11s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        return leader.alone("records", () -> forget(clock.instant().minus(retention)))
                .onFailure()
                .invoke(failure -> Log.warnf("records not forgotten: %s", failure))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> forget(Instant overBefore) {
        return Multi.createFrom()
                .items(Kind.values())
                .onItem()
                .transformToUniAndConcatenate(kind -> forget(kind, overBefore))
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Integer> forget(Kind kind, Instant overBefore) {
        return Multi.createBy()
                .repeating()
                .uni(() -> forgetSome(kind, overBefore))
                .whilst(some -> some == batch)
                .select()
                .first(MOST_BATCHES)
                .collect()
                .last();
    }

    /// Each batch is a transaction of its own.
    private Uni<Integer> forgetSome(Kind kind, Instant overBefore) {
        return pool.preparedQuery(kind.statement())
                .execute(Tuple.of(Time.column(overBefore), batch))
                .map(rows -> rows.rowCount())
                .invoke(some -> count(kind, some));
    }

    private void count(Kind kind, int some) {
        if (some > 0) {
            Log.infof("records forgotten kind=%s count=%d", kind.word(), some);
            counters.computeIfAbsent(kind, this::counter).increment(some);
        }
    }
}
