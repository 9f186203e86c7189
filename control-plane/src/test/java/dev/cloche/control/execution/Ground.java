package dev.cloche.control.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.control.kernel.Secret;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Rows that tests of the API stand on: templates of their own, and containers for them whose
/// executor is a test's.
public record Ground(Pool pool) {

    private static final Duration SOON = Duration.ofSeconds(20);

    /// A template that no other test uses, made like a built-in one.
    ///
    /// @return its id
    public String template() {
        String id = "t-" + letters(12);
        sql(
                """
                INSERT INTO templates (id, name, image, generation, spec, created_at, updated_at)
                SELECT $1, $1, image, 1, jsonb_set(spec::jsonb, '{pool}',
                  '{"target": 0, "min": 0, "max": 8, "idle_seconds": 600}')::text, now(), now()
                FROM templates WHERE id = 'python-basic'
                """,
                Tuple.of(id));
        return id;
    }

    /// A container of a template, with an executor that listens.
    ///
    /// @return its id
    public String container(String template, int port, int places) {
        String id = "cont_" + letters(16);
        sql(
                """
                INSERT INTO containers (id, template_id, generation, runtime, status, places, sessions,
                  secret_hash, control_plane_url, isolation_required, resources, created_at, ready_at, host, port)
                SELECT $1, id, generation, 'local', 'starting', $4, 0, $2, 'http://127.0.0.1:8000', 'full',
                  '{}', now(), now(), '127.0.0.1', $3 FROM templates WHERE id = $5
                """,
                Tuple.of(
                        id,
                        Buffer.buffer(new Secret("secret-" + id).hash()),
                        port,
                        places,
                        template));
        return id;
    }

    /// Runs a statement to its end.
    public RowSet<Row> sql(String statement, Tuple values) {
        return pool.preparedQuery(statement).execute(values).await().atMost(SOON);
    }

    /// The one number named `n` that a statement returns.
    public long number(String statement, Tuple values) {
        return sql(statement, values).iterator().next().getLong("n");
    }

    /// Waits until something is so.
    public static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + SOON.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("still not so").isLessThan(end);
            LockSupport.parkNanos(10_000_000);
        }
    }

    /// Random lower-case letters and digits.
    public static String letters(int count) {
        return UUID.randomUUID().toString().replace("-", "").substring(0, count);
    }
}
