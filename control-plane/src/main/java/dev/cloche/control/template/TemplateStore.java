package dev.cloche.control.template;

import dev.cloche.api.template.TemplateId;
import dev.cloche.api.template.TemplateState;
import dev.cloche.control.database.Rows;
import dev.cloche.control.kernel.Json;
import dev.cloche.control.kernel.Time;
import dev.cloche.control.web.Paging;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The statements about templates. One that was deleted is there for what was made from it, and for
/// nobody else.
@Singleton
final class TemplateStore {

    private static final String SELECT =
            """
            SELECT t.*, e.status AS environment, e.detail FROM templates t
            LEFT JOIN environments e ON e.template_id = t.id AND e.generation = t.generation
            """;

    private final Pool pool;
    private final Json json;

    TemplateStore(Pool pool, Json json) {
        this.pool = pool;
        this.json = json;
    }

    Uni<Optional<Template>> find(TemplateId id) {
        return pool.preparedQuery(SELECT + " WHERE t.id = $1 AND t.deleted_at IS NULL")
                .execute(Tuple.of(id.value()))
                .map(rows -> Rows.first(rows, this::template));
    }

    /// Finds one, and keeps others from changing or using it until the end of the transaction.
    Uni<Optional<Locked>> lock(SqlClient client, TemplateId id) {
        return client.preparedQuery(
                        """
                        SELECT name, image, spec FROM templates
                        WHERE id = $1 AND deleted_at IS NULL FOR UPDATE
                        """)
                .execute(Tuple.of(id.value()))
                .map(rows ->
                        Rows.first(
                                rows,
                                row ->
                                        new Locked(
                                                row.getString("name"),
                                                row.getString("image"),
                                                spec(row))));
    }

    /// What a template says while nobody else changes it.
    record Locked(String name, String image, TemplateSpec spec) {}

    Uni<List<Template>> list(Paging paging) {
        return pool.preparedQuery(
                        SELECT
                                + " WHERE t.deleted_at IS NULL ORDER BY t.created_at DESC, t.id LIMIT $1 OFFSET $2")
                .execute(Tuple.of(paging.limit(), paging.offset()))
                .map(rows -> Rows.all(rows, this::template));
    }

    Uni<List<Template>> all() {
        return pool.preparedQuery(SELECT + " WHERE t.deleted_at IS NULL ORDER BY t.id")
                .execute()
                .map(rows -> Rows.all(rows, this::template));
    }

    Uni<Long> count() {
        return pool.preparedQuery("SELECT count(*) AS n FROM templates WHERE deleted_at IS NULL")
                .execute()
                .map(Rows::count);
    }

    /// Writes a new one down; in the place of one that was deleted it is a further generation of
    /// that.
    ///
    /// @return its generation; nothing when its id is taken
    Uni<Optional<Integer>> insert(
            SqlClient client,
            TemplateId id,
            String name,
            String image,
            TemplateSpec spec,
            Instant now) {
        return client.preparedQuery(
                        """
                        INSERT INTO templates (id, name, image, spec, created_at, updated_at)
                        VALUES ($1, $2, $3, $4, $5, $5)
                        ON CONFLICT (id) DO UPDATE
                        SET name = $2, image = $3, spec = $4, created_at = $5, updated_at = $5,
                          generation = templates.generation + 1, deleted_at = NULL
                        WHERE templates.deleted_at IS NOT NULL
                        RETURNING generation
                        """)
                .execute(Tuple.of(id.value(), name, image, json.write(spec), Time.column(now)))
                .map(rows -> Rows.first(rows, row -> row.getInteger("generation")));
    }

    /// Makes it the next generation.
    Uni<Integer> update(
            SqlClient client,
            TemplateId id,
            String name,
            String image,
            TemplateSpec spec,
            Instant now) {
        return client.preparedQuery(
                        """
                        UPDATE templates
                        SET name = $2, image = $3, spec = $4, updated_at = $5, generation = generation + 1
                        WHERE id = $1 RETURNING generation
                        """)
                .execute(Tuple.of(id.value(), name, image, json.write(spec), Time.column(now)))
                .map(rows -> rows.iterator().next().getInteger("generation"));
    }

    Uni<Long> sessionsOf(SqlClient client, TemplateId id) {
        return client.preparedQuery(
                        """
                        SELECT count(*) AS n FROM sessions
                        WHERE template_id = $1 AND status IN ('creating', 'running')
                        """)
                .execute(Tuple.of(id.value()))
                .map(Rows::count);
    }

    Uni<Void> delete(SqlClient client, TemplateId id, Instant now) {
        return client.preparedQuery("UPDATE templates SET deleted_at = $2 WHERE id = $1")
                .execute(Tuple.of(id.value(), Time.column(now)))
                .replaceWithVoid();
    }

    private Template template(Row row) {
        return Template.of(
                new TemplateId(row.getString("id")),
                row.getString("name"),
                row.getString("image"),
                row.getInteger("generation"),
                spec(row),
                state(row),
                row.getString("detail"),
                Rows.time(row, "created_at"),
                Rows.time(row, "updated_at"));
    }

    private static TemplateState state(Row row) {
        return row.getString("environment") == null
                ? TemplateState.READY
                : Rows.word(row, "environment", TemplateState.class);
    }

    /// Has the packages of a generation installed, if it has some.
    Uni<Void> prepare(
            SqlClient client, TemplateId id, int generation, TemplateSpec spec, Instant now) {
        if (spec.install() == null || spec.install().isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return client.preparedQuery(
                        """
                        INSERT INTO environments (template_id, generation, packages, preload, status, created_at)
                        VALUES ($1, $2, $3, $4, 'preparing', $5)
                        """)
                .execute(
                        Tuple.of(
                                id.value(),
                                generation,
                                json.write(spec.install()),
                                json.write(spec.preload() == null ? List.of() : spec.preload()),
                                Time.column(now)))
                .replaceWithVoid();
    }

    private TemplateSpec spec(Row row) {
        return json.read(row.getString("spec"), TemplateSpec.class);
    }
}
