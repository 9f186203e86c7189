package dev.cloche.control.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.control.execution.Ground;
import dev.cloche.control.installation.FoundationResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(FoundationResource.class)
final class RecordRetentionTest {

    private static final List<String> TABLES =
            List.of("artifacts", "executions", "sessions", "containers", "templates");

    @Inject Pool pool;
    @Inject RecordRetention retention;

    @Test
    void whatHasBeenOverForAMonthIsForgottenFromTheLeavesToTheRoot() {
        Ground ground = new Ground(pool);
        String old = over(ground, "31 days", true);
        String recent = over(ground, "29 days", true);
        String kept = over(ground, "31 days", false);

        // Another sweep may be at it, and then this one does nothing.
        Ground.await(() -> {
            retention.sweep().await().atMost(Duration.ofSeconds(10));
            return of(ground, "templates", old) == 0;
        });

        for (String table : TABLES) {
            assertThat(of(ground, table, old)).as("old %s", table).isZero();
            assertThat(of(ground, table, recent)).as("recent %s", table).isEqualTo(1);
        }
        assertThat(of(ground, "executions", kept)).isZero();
        assertThat(of(ground, "sessions", kept)).as("whose files are there").isEqualTo(1);
        assertThat(of(ground, "containers", kept)).isEqualTo(1);
    }

    /// A deleted template with one session that is over, and all that belongs to it.
    ///
    /// @return what all of them are called
    private static String over(Ground ground, String age, boolean purged) {
        String template = ground.template();
        String container = ground.container(template, 9, 1);
        ground.sql(
                """
                UPDATE containers SET status = 'exited', created_at = now() - $2::text::interval,
                  exited_at = now() - $2::text::interval, purged_at = now() WHERE id = $1
                """,
                Tuple.of(container, age));
        ground.sql(
                """
                INSERT INTO sessions (id, tenant, created_by, template_id, mode, status, container_id, resources,
                  env_names, env_sealed, network_enabled, metadata, timeout_seconds, created_at, updated_at,
                  last_activity_at, completed_at, released_at, workspace_purged_at)
                SELECT $1, 't', 't', $1, 'persistent', 'terminated', $2, '{}', '{}', '', false, '{}', 300,
                  at, at, at, at, at, CASE WHEN $4::boolean THEN at END
                FROM (SELECT now() - $3::text::interval AS at) AS time
                """,
                Tuple.of(template, container, age, purged));
        ground.sql(
                """
                INSERT INTO executions (id, session_id, tenant, status, language, code, env_sealed, timeout_seconds,
                  created_at, completed_at)
                SELECT $1, $1, 't', 'completed', 'python', '', '', 30, at, at
                FROM (SELECT now() - $2::text::interval AS at) AS time
                """,
                Tuple.of(template, age));
        ground.sql(
                "INSERT INTO artifacts (execution_id, path, size, mime_type, type) VALUES ($1, 'x', 1, 'x', 'file')",
                Tuple.of(template));
        ground.sql(
                "UPDATE templates SET deleted_at = now() - $2::text::interval WHERE id = $1",
                Tuple.of(template, age));
        return template;
    }

    private static long of(Ground ground, String table, String name) {
        String column =
                switch (table) {
                    case "artifacts" -> "execution_id";
                    case "containers" -> "template_id";
                    default -> "id";
                };
        return ground.number(
                "SELECT count(*) AS n FROM " + table + " WHERE " + column + " = $1",
                Tuple.of(name));
    }
}
