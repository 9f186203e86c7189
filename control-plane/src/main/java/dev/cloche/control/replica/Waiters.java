package dev.cloche.control.replica;

import dev.cloche.control.database.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;

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

    /// Writes down that all of these are waited for here.
    ///
    /// @return those that need not be waited for any more
    public Uni<List<String>> noteAll(Awaited kind, Collection<String> ids) {
        if (ids.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        return write(kind, ids)
                .flatMap(_ ->
                        pool.preparedQuery(
                                        "SELECT id FROM %s WHERE id = ANY ($1) AND NOT (%s)"
                                                .formatted(kind.table(), kind.open()))
                                .execute(Tuple.of(ids.toArray(String[]::new))))
                .map(rows -> Rows.all(rows, row -> row.getString("id")));
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
