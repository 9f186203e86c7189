package dev.cloche.control.replica;

import dev.cloche.control.database.Rows;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/// Writes down that somebody waits in this replica, so that whoever makes it happen elsewhere tells
/// this one, and nobody else.
@Singleton
public final class Waiters {

    private final Pool pool;
    private final Replicas replicas;

    Waiters(Pool pool, Replicas replicas) {
        this.pool = pool;
        this.replicas = replicas;
    }

    /// To be called after getting in line and before the look at the thing itself. While there is
    /// no other replica nothing needs to be written; when one comes, it is made up for.
    public Uni<Void> note(Awaited kind, String id) {
        return replicas.alone() ? Uni.createFrom().voidItem() : write(kind, List.of(id));
    }

    /// Makes up for news that may have been missed: writes down that all of these are waited for
    /// here.
    ///
    /// @param over hears of those that need not be waited for any more
    public void catchUp(Awaited kind, Collection<String> ids, Consumer<String> over) {
        if (ids.isEmpty()) {
            return;
        }
        write(kind, ids)
                .flatMap(_ ->
                        pool.preparedQuery(
                                        "SELECT id FROM %s WHERE id = ANY ($1) AND NOT (%s)"
                                                .formatted(kind.table(), kind.open()))
                                .execute(Tuple.of(ids.toArray(String[]::new))))
                .map(rows -> Rows.all(rows, row -> row.getString("id")))
                .subscribe()
                .with(
                        all -> all.forEach(over),
                        failure ->
                                Log.warnf(
                                        "waiters for %ss not looked after: %s",
                                        kind.word(), failure));
    }

    private Uni<Void> write(Awaited kind, Collection<String> ids) {
        return pool.preparedQuery(
                        """
                        UPDATE %s SET waiters = array_append(waiters, $2)
                        WHERE id = ANY ($1) AND %s AND NOT ($2 = ANY (waiters))
                        """
                                .formatted(kind.table(), kind.alive()))
                .execute(Tuple.of(ids.toArray(String[]::new), replicas.id()))
                .replaceWithVoid();
    }
}
