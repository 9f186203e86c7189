package dev.cloche.control.pool;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.template.TemplateId;
import dev.cloche.control.container.Spares;
import dev.cloche.control.database.Rows;
import dev.cloche.control.kernel.Time;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Counts what there is.
@Singleton
final class PoolStore {

    private final Pool pool;

    PoolStore(Pool pool) {
        this.pool = pool;
    }

    /// All containers that are not gone.
    Uni<List<Counted>> containers() {
        return pool.preparedQuery(
                        """
                        SELECT id, template_id, generation, status, places, sessions, held, idle_since
                        FROM containers WHERE status <> 'exited'
                        """)
                .execute()
                .map(rows -> Rows.all(rows, PoolStore::counted));
    }

    /// A container and the generation of its template that it was made from.
    ///
    /// @param open whether it takes sessions
    /// @param held whether it waits for packages
    record Counted(TemplateId template, int generation, boolean open, boolean held, Spare spare) {}

    private static Counted counted(Row row) {
        return new Counted(
                new TemplateId(row.getString("template_id")),
                row.getInteger("generation"),
                !row.getString("status").equals("draining"),
                row.getBoolean("held"),
                new Spare(
                        new ContainerId(row.getString("id")),
                        row.getString("status").equals("starting"),
                        row.getInteger("places"),
                        row.getInteger("sessions"),
                        Optional.ofNullable(Rows.timeOrNull(row, "idle_since"))));
    }

    /// For each template how much it has been asked for.
    Uni<Map<TemplateId, Demand>> demand(Instant since) {
        return pool.preparedQuery(
                        """
                        SELECT t.id, (
                            SELECT count(*) FROM sessions s
                            WHERE s.template_id = t.id AND s.created_at > $1) AS claims, (
                            SELECT max(s.created_at) FROM sessions s WHERE s.template_id = t.id) AS last
                        FROM templates t WHERE t.deleted_at IS NULL
                        """)
                .execute(Tuple.of(Time.column(since)))
                .map(rows -> byTemplate(Rows.all(rows, PoolStore::demand), Demand::template));
    }

    /// @param claims sessions that were asked for
    /// @param last when that was for the last time, ever
    record Demand(TemplateId template, int claims, Optional<Instant> last) {}

    private static Demand demand(Row row) {
        return new Demand(
                new TemplateId(row.getString("id")),
                Math.toIntExact(row.getLong("claims")),
                Optional.ofNullable(Rows.timeOrNull(row, "last")));
    }

    /// For each template the containers that were made since then and ended before they were ready.
    Uni<Map<TemplateId, Failed>> failures(Instant since) {
        return pool.preparedQuery(
                        """
                        SELECT c.template_id, count(*) AS n, max(c.exited_at) AS last
                        FROM containers c JOIN templates t ON t.id = c.template_id AND t.generation = c.generation
                        WHERE c.created_at > $1 AND c.status = 'exited' AND c.ready_at IS NULL
                          AND c.exit_reason NOT IN %s
                        GROUP BY c.template_id
                        """
                                .formatted(Spares.ORDERLY_EXITS))
                .execute(Tuple.of(Time.column(since)))
                .map(rows -> byTemplate(Rows.all(rows, PoolStore::failed), Failed::template));
    }

    record Failed(TemplateId template, Failures failures) {}

    private static Failed failed(Row row) {
        return new Failed(
                new TemplateId(row.getString("template_id")),
                new Failures(
                        Math.toIntExact(row.getLong("n")),
                        Optional.ofNullable(Rows.timeOrNull(row, "last"))));
    }

    private static <T> Map<TemplateId, T> byTemplate(
            List<T> all, Function<T, TemplateId> template) {
        return all.stream().collect(Collectors.toMap(template, Function.identity()));
    }
}
