package dev.cloche.control.container;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.cloche.api.container.ContainerId;
import dev.cloche.api.template.ResourceLimits;
import dev.cloche.api.template.TemplateId;
import dev.cloche.control.database.Rows;
import dev.cloche.control.kernel.Json;
import dev.cloche.control.kernel.Secret;
import dev.cloche.control.kernel.Time;
import dev.cloche.control.runtime.EnvironmentId;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;

/// The statements about containers that wait for the environment of their template.
@Singleton
final class HeldStore {

    private static final TypeReference<List<String>> STRINGS = new TypeReference<>() {};

    private final Pool pool;
    private final Json json;

    HeldStore(Pool pool, Json json) {
        this.pool = pool;
        this.json = json;
    }

    /// Those that wait for an environment that is not being prepared any more.
    Uni<List<Held>> held() {
        return pool.preparedQuery(
                        """
                        SELECT c.id, c.template_id, c.generation, c.resources, c.places,
                               e.status, e.detail, e.preload
                        FROM containers c
                        JOIN environments e ON e.template_id = c.template_id AND e.generation = c.generation
                        WHERE c.held AND c.status = 'starting' AND e.status <> 'preparing'
                        ORDER BY c.created_at
                        """)
                .execute()
                .map(rows -> Rows.all(rows, this::held));
    }

    /// Lets one go that was held; its time begins, and its secret is a new one, since nobody knows
    /// the old one any more.
    ///
    /// @return false when somebody else has
    Uni<Boolean> letGo(ContainerId id, Secret secret, Instant now) {
        return pool.preparedQuery(
                        """
                        UPDATE containers SET held = false, secret_hash = $2, created_at = $3
                        WHERE id = $1 AND held AND status = 'starting'
                        """)
                .execute(Tuple.of(id.value(), Buffer.buffer(secret.hash()), Time.column(now)))
                .map(rows -> rows.rowCount() == 1);
    }

    /// A container that waits for an environment.
    ///
    /// @param ready whether that is there now
    /// @param detail why it is not
    record Held(
            ContainerId id,
            EnvironmentId environment,
            ResourceLimits resources,
            int places,
            boolean ready,
            String detail,
            List<String> preload) {}

    private Held held(Row row) {
        return new Held(
                new ContainerId(row.getString("id")),
                new EnvironmentId(
                        new TemplateId(row.getString("template_id")), row.getInteger("generation")),
                json.read(row.getString("resources"), ResourceLimits.class),
                row.getInteger("places"),
                row.getString("status").equals("ready"),
                row.getString("detail") == null ? "" : row.getString("detail"),
                json.read(row.getString("preload"), STRINGS));
    }
}
