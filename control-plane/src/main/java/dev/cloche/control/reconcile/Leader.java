package dev.cloche.control.reconcile;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.function.Supplier;

/// Lets one replica at a time do a piece of work, by a lock that PostgreSQL gives up when its
/// holder is gone.
@Singleton
public final class Leader {

    private final Pool pool;

    Leader(Pool pool) {
        this.pool = pool;
    }

    /// Does the work if nobody else is at it; otherwise nothing.
    public Uni<Void> alone(String work, Supplier<Uni<Void>> action) {
        return pool.withTransaction(connection ->
                connection
                        .preparedQuery("SELECT pg_try_advisory_xact_lock(hashtext($1)) AS mine")
                        .execute(Tuple.of("cloche." + work))
                        .map(rows -> rows.iterator().next().getBoolean("mine"))
                        .flatMap(mine -> mine ? action.get() : Uni.createFrom().voidItem()));
    }
}
