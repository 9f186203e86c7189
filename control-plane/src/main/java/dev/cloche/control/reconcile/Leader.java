package dev.cloche.control.reconcile;

import io.quarkus.logging.Log;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.Supplier;

/// Lets one replica at a time do a piece of work, by a lock that PostgreSQL gives up when its
/// holder is gone.
@Singleton
public final class Leader {

    /// After which a holder counts as hanging.
    private static final Duration SILENCE = Duration.ofSeconds(15);

    private final Pool pool;

    Leader(Pool pool) {
        this.pool = pool;
    }

    /// Does the work if nobody else is at it; otherwise nothing. The holder says again and again
    /// that it is still at it: from one that hangs the database takes the lock back.
    public Uni<Void> alone(String work, Supplier<Uni<Void>> action) {
        return pool.withTransaction(connection ->
                connection
                        .preparedQuery(
                                """
                                SELECT pg_try_advisory_xact_lock(hashtext($1)) AS mine,
                                  set_config('idle_in_transaction_session_timeout', $2, true)
                                """)
                        .execute(Tuple.of("cloche." + work, Long.toString(SILENCE.toMillis())))
                        .map(rows -> rows.iterator().next().getBoolean("mine"))
                        .flatMap(mine ->
                                mine ? holding(connection, action) : Uni.createFrom().voidItem()));
    }

    private static Uni<Void> holding(SqlConnection connection, Supplier<Uni<Void>> action) {
        Cancellable pulse =
                Multi.createFrom()
                        .ticks()
                        .every(SILENCE.dividedBy(5))
                        .onOverflow()
                        .drop()
                        .onItem()
                        .transformToUniAndConcatenate(_ -> connection.query("SELECT 1").execute())
                        .subscribe()
                        .with(_ -> {}, failure -> Log.warnf("a lock is lost at work: %s", failure));
        return action.get().onTermination().invoke(pulse::cancel);
    }
}
