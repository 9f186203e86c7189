package dev.cloche.control.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.api.container.ContainerId;
import dev.cloche.control.execution.Ground;
import dev.cloche.control.installation.FoundationResource;
import dev.cloche.control.kernel.Vault;
import dev.cloche.control.runtime.ContainerGone;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Containers whose memory as a whole ran out, and who is taken for the cause.
@QuarkusTest
@QuarkusTestResource(FoundationResource.class)
final class StarvedContainerTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @Inject Pool pool;
    @Inject Vault vault;
    @Inject ContainerLosses losses;

    private Ground ground;
    private String template;
    private String container;

    @BeforeEach
    void aContainer() {
        ground = new Ground(pool);
        template = ground.template();
        container = ground.container(template, 1, 4);
    }

    /// Of the runs that are in it, in a session each, none or the first is noted.
    @ParameterizedTest
    @CsvSource({
        "running, completed, true",
        "pending, completed, true",
        "pending, , true",
        "running completed, , true",
        "running crashed, , true",
        "running, installing, true",
        "pending, installing, false",
        "pending, pending, false",
        "running running, , false",
        "running pending, , false",
        "pending pending, , false",
        "completed, , false",
        "crashed, , false"
    })
    void theOnlyRunInItIsTheCause(String runs, String packages, boolean noted) {
        List<String> executions =
                Stream.of(runs.split(" ")).map(status -> execution(status, packages)).toList();

        end(true);

        assertThat(
                        ground.sql(
                                        "SELECT starved_by FROM containers WHERE id = $1",
                                        Tuple.of(container))
                                .iterator()
                                .next()
                                .getString("starved_by"))
                .isEqualTo(noted ? executions.getFirst() : null);
    }

    @Test
    void theCauseEndsForGood() {
        String execution = execution("running", null);

        end(true);

        Ground.await(() -> row(execution).getString("status").equals("failed"));
        Row row = row(execution);
        assertThat(row.getString("verdict")).isEqualTo("oom");
        assertThat(row.getInteger("exit_code")).isEqualTo(137);
        assertThat(row.getString("signal")).isEqualTo("SIGKILL");
        assertThat(row.getString("error")).contains("memory");
        assertThat(row.getInteger("attempt")).isEqualTo(1);
    }

    @Test
    void whatSharedItIsTriedAgain() {
        String one = execution("running", null);
        String other = execution("running", null);

        end(true);

        Ground.await(() -> isTriedAgain(one) && isTriedAgain(other));
    }

    @Test
    void whatWasInAContainerThatEndedOtherwiseIsTriedAgain() {
        String execution = execution("running", null);

        end(false);

        Ground.await(() -> isTriedAgain(execution));
    }

    private boolean isTriedAgain(String execution) {
        Row row = row(execution);
        return row.getString("status").equals("crashed") || row.getInteger("attempt") == 2;
    }

    private void end(boolean starved) {
        losses.lost(
                        new ContainerGone(
                                new ContainerId(container),
                                OptionalInt.of(137),
                                "as the test wants",
                                starved))
                .await()
                .atMost(SOON);
    }

    private Row row(String execution) {
        return ground.sql("SELECT * FROM executions WHERE id = $1", Tuple.of(execution))
                .iterator()
                .next();
    }

    private String execution(String status, String packages) {
        String session = "sess_" + Ground.letters(16);
        ground.sql(
                """
                INSERT INTO sessions (id, tenant, created_by, template_id, mode, status, container_id, resources,
                  env_names, env_sealed, network_enabled, metadata, timeout_seconds, created_at, updated_at,
                  last_activity_at, dependency_status)
                VALUES ($1, 'default', 'me', $2, 'persistent', 'running', $3, '{}', '{}', $4, false,
                  '{}', 300, now(), now(), now(), $5)
                """,
                Tuple.of(
                        session,
                        template,
                        container,
                        Buffer.buffer(vault.seal("{}", session)),
                        packages));
        String id = "exec_20260101_" + Ground.letters(8);
        ground.sql(
                """
                INSERT INTO executions (id, session_id, tenant, container_id, status, language, code, env_sealed,
                  timeout_seconds, created_at)
                VALUES ($1, $2, 'default', $3, $4, 'python', 'print(2)', $5, 30, now())
                """,
                Tuple.of(id, session, container, status, Buffer.buffer(vault.seal("{}", id))));
        return id;
    }
}
