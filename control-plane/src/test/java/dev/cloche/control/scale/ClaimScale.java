package dev.cloche.control.scale;

import dev.cloche.api.template.TemplateId;
import dev.cloche.control.container.FreePlaces;
import dev.cloche.control.postgres.PostgresDoor;
import dev.cloche.control.postgres.PostgresLayout;
import dev.cloche.control.postgres.PostgresServer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.nio.file.Path;
import java.util.stream.IntStream;

/// How quickly warm containers are claimed in the database of [SessionScale].
final class ClaimScale {

    private static final TemplateId TEMPLATE = new TemplateId("python-basic");
    // Those of a control plane's pool.
    private static final int CONNECTIONS = 20;
    private static final int CLAIMS = 2000;

    private final Path data;

    ClaimScale(Path data) {
        this.data = data.toAbsolutePath();
    }

    /// @param count of containers and sessions that there are to be
    void run(int count) throws Exception {
        Path postgres = data.resolve("postgres");
        var layout =
                new PostgresLayout(
                        postgres.resolve("server"),
                        postgres.resolve("programs"),
                        PostgresDoor.within(0));
        try (PostgresServer server = PostgresServer.start(layout)) {
            Pool pool = pool(server);
            System.out.println();
            Scene.row(
                    "containers of the template",
                    "warm among them",
                    "claims/s",
                    "p50 ms",
                    "p99 ms");
            Scene.row("--:", "--:", "--:", "--:", "--:");
            fill(pool, count);
            for (int rows : new int[] {count / 100, count / 10, count}) {
                claim(pool, rows);
            }
            pool.closeAndAwait();
        }
    }

    private static Pool pool(PostgresServer server) {
        PgConnectOptions options = PgConnectOptions.fromUri(server.reactiveUrl());
        options.setUser(server.user())
                .setPassword(server.password())
                .setCachePreparedStatements(true);
        return Pool.newInstance(
                PgBuilder.pool()
                        .with(new PoolOptions().setMaxSize(CONNECTIONS))
                        .connectingTo(options)
                        .build());
    }

    /// By copies of one that is there.
    private static void fill(Pool pool, int count) {
        execute(
                pool,
                """
                INSERT INTO containers
                SELECT (jsonb_populate_record(c, jsonb_build_object(
                  'id', 'cont_' || lpad(to_hex(n), 16, '0'), 'secret_hash', '\\x' || md5(n::text)))).*
                FROM containers c, generate_series((SELECT count(*) FROM containers) + 1, %d) n
                WHERE c.id = (SELECT id FROM containers LIMIT 1)
                """
                        .formatted(count));
        execute(
                pool,
                """
                INSERT INTO sessions
                SELECT (jsonb_populate_record(s, jsonb_build_object(
                  'id', 'sess_' || lpad(to_hex(n), 16, '0')))).*
                FROM sessions s, generate_series((SELECT count(*) FROM sessions) + 1, %d) n
                WHERE s.id = (SELECT id FROM sessions LIMIT 1)
                """
                        .formatted(count));
    }

    /// Half of them are in use.
    private static void claim(Pool pool, int rows) throws Exception {
        int claims = Math.min(CLAIMS, rows / 2);
        execute(
                pool,
                "UPDATE containers SET status = 'exited', exited_at = now(), exit_reason = 'over', sessions = 0");
        execute(
                pool,
                """
                WITH picked AS (
                  SELECT id, row_number() OVER (ORDER BY created_at) AS n FROM containers
                  WHERE template_id = 'python-basic' ORDER BY created_at LIMIT %d)
                UPDATE containers c
                SET status = CASE WHEN n %% 2 = 0 THEN 'warm' ELSE 'claimed' END,
                    sessions = CASE WHEN n %% 2 = 0 THEN 0 ELSE 1 END,
                    exited_at = NULL, exit_reason = NULL, ready_at = now()
                FROM picked WHERE c.id = picked.id
                """
                        .formatted(rows));
        execute(pool, "VACUUM ANALYZE containers");
        var places = new FreePlaces(pool);
        Times times =
                Times.of(
                        CONNECTIONS,
                        IntStream.range(0, claims).boxed().toList(),
                        _ -> {
                            if (!places.take(TEMPLATE, 1).await().indefinitely()) {
                                throw new IllegalStateException("none is free");
                            }
                        });
        Scene.row(rows, rows / 2, times.perSecond(), times.quantile(0.5), times.quantile(0.99));
    }

    private static void execute(Pool pool, String statement) {
        var _ = pool.query(statement).execute().await().indefinitely();
    }
}
