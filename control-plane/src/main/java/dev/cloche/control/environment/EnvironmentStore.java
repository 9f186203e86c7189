package dev.cloche.control.environment;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.cloche.api.template.TemplateId;
import dev.cloche.control.database.Rows;
import dev.cloche.control.kernel.Json;
import dev.cloche.control.kernel.Time;
import dev.cloche.control.runtime.EnvironmentId;
import dev.cloche.control.template.PackageName;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The statements about environments.
@Singleton
final class EnvironmentStore {

    private static final TypeReference<List<PackageName>> PACKAGES = new TypeReference<>() {};

    private final Pool pool;
    private final Json json;

    EnvironmentStore(Pool pool, Json json) {
        this.pool = pool;
        this.json = json;
    }

    /// Takes the oldest that nobody is at work on, or was until the silence became too long.
    Uni<Optional<Wanted>> take(Instant now, Duration silence) {
        return pool.preparedQuery(
                        """
                        UPDATE environments SET beat_at = $1
                        WHERE (template_id, generation) = (
                          SELECT template_id, generation FROM environments
                          WHERE status = 'preparing' AND (beat_at IS NULL OR beat_at < $2)
                          ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED)
                        RETURNING template_id, generation, packages
                        """)
                .execute(Tuple.of(Time.column(now), Time.column(now.minus(silence))))
                .map(rows ->
                        Rows.first(
                                rows,
                                row ->
                                        new Wanted(
                                                id(row),
                                                json.read(row.getString("packages"), PACKAGES))));
    }

    /// An environment that is to be made.
    record Wanted(EnvironmentId id, List<PackageName> packages) {}

    /// Somebody is at work on it and has come so far.
    Uni<Void> beat(EnvironmentId id, @Nullable String progress, Instant now) {
        return pool.preparedQuery(
                        """
                        UPDATE environments SET beat_at = $3, detail = $4
                        WHERE template_id = $1 AND generation = $2 AND status = 'preparing'
                        """)
                .execute(
                        Tuple.of(
                                id.template().value(), id.generation(), Time.column(now), progress))
                .replaceWithVoid();
    }

    Uni<Void> finish(EnvironmentId id, boolean ready, @Nullable String why, Instant now) {
        return pool.preparedQuery(
                        """
                        UPDATE environments SET status = $3, detail = $4, finished_at = $5
                        WHERE template_id = $1 AND generation = $2 AND status = 'preparing'
                        """)
                .execute(
                        Tuple.of(
                                id.template().value(),
                                id.generation(),
                                ready ? "ready" : "failed",
                                why,
                                Time.column(now)))
                .replaceWithVoid();
    }

    /// Those of generations that nobody gets any more and that no container sees.
    Uni<List<EnvironmentId>> unused() {
        return pool.preparedQuery(
                        """
                        SELECT e.template_id, e.generation FROM environments e
                        JOIN templates t ON t.id = e.template_id
                        WHERE e.status <> 'preparing'
                          AND (t.generation <> e.generation OR t.deleted_at IS NOT NULL)
                          AND NOT EXISTS (
                            SELECT 1 FROM containers c
                            WHERE c.template_id = e.template_id AND c.generation = e.generation
                              AND c.status <> 'exited')
                        """)
                .execute()
                .map(rows -> Rows.all(rows, EnvironmentStore::id));
    }

    Uni<Void> forget(EnvironmentId id) {
        return pool.preparedQuery(
                        "DELETE FROM environments WHERE template_id = $1 AND generation = $2")
                .execute(Tuple.of(id.template().value(), id.generation()))
                .replaceWithVoid();
    }

    private static EnvironmentId id(Row row) {
        return new EnvironmentId(
                new TemplateId(row.getString("template_id")), row.getInteger("generation"));
    }
}
