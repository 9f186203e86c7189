package dev.cloche.control.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.execution.ExecutionId;
import dev.cloche.control.installation.FoundationResource;
import dev.cloche.control.kernel.Vault;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Executions that have waited for as long as they may, against real rows.
@QuarkusTest
@QuarkusTestResource(FoundationResource.class)
final class ExpiryTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration HOUR = Duration.ofHours(1);

    @Inject Pool pool;
    @Inject Vault vault;
    @Inject Vertx vertx;
    @Inject Clock clock;
    @Inject ExecutionStore executions;
    @Inject RetryStore retries;
    @Inject Expiry expiry;
    @Inject Conclusions conclusions;
    @Inject Cancellations cancellations;

    private Ground ground;
    private ExecutorDouble executor;
    private String container;
    private String session;
    private ExecutionId execution;

    @BeforeEach
    void anExecutionThatItsExecutorHasInItsLine() {
        ground = new Ground(pool);
        executor = new ExecutorDouble(vertx);
        container = ground.container(ground.template(), executor.port(), 4);
        session = "sess_" + Ground.letters(16);
        execution = new ExecutionId("exec_20260101_" + Ground.letters(8));
        ground.sql(
                """
                INSERT INTO sessions (id, tenant, created_by, template_id, mode, status, container_id, resources,
                  env_names, env_sealed, network_enabled, metadata, timeout_seconds, created_at, updated_at,
                  last_activity_at)
                SELECT $1, 'default', 'me', template_id, 'persistent', 'running', id, '{}', '{}', $3, false,
                  '{}', 300, now(), now(), now() FROM containers WHERE id = $2
                """,
                Tuple.of(session, container, sealed(session)));
        insert(execution.value(), "pending", "now() - interval '2 hours'", "NULL");
    }

    @AfterEach
    void nothingThatAnybodyWouldLookAfter() {
        ground.sql("DELETE FROM executions WHERE session_id = $1", Tuple.of(session));
        ground.sql("DELETE FROM sessions WHERE id = $1", Tuple.of(session));
        ground.sql("DELETE FROM containers WHERE id = $1", Tuple.of(container));
        executor.close();
    }

    @Test
    void whatNeverBeganFailsWithTheReasonAndItsExecutorIsToldNotToBeginIt() {
        expire();

        assertThat(column("status")).isEqualTo("failed");
        assertThat(column("verdict")).isEqualTo("crashed");
        assertThat(column("error"))
                .isEqualTo(
                        "it has waited for 3600 s and has not begun: its executor is about to begin it (turn)");
        assertThat(executor.calls("DELETE"))
                .singleElement()
                .asString()
                .contains(session + "/executions/" + execution, "attempt=1");
    }

    @Test
    void itsExecutorIsToldAgainUntilItHasHeardIt() {
        executor.refuses(_ -> 503);
        expire();
        cancellations.repeat().await().atMost(SOON);
        assertThat(executor.calls("DELETE")).hasSizeGreaterThanOrEqualTo(2);

        executor.refuses(_ -> 204);
        cancellations.repeat().await().atMost(SOON);
        int heard = executor.calls("DELETE").size();
        cancellations.repeat().await().atMost(SOON);

        assertThat(executor.calls("DELETE")).hasSize(heard);
        assertThat(column("verdict")).isEqualTo("crashed");
    }

    @Test
    void whoDiesBeforeItsExecutorIsToldLeavesThatToOthers() {
        boolean concluded =
                conclusions
                        .concludeUnbegun(age(), Conclusion.lost("it has waited"))
                        .await()
                        .atMost(SOON);
        assertThat(concluded).isTrue();

        cancellations.repeat().await().atMost(SOON);

        assertThat(executor.calls("DELETE"))
                .isNotEmpty()
                .allMatch(call -> call.contains(session + "/executions/" + execution));
    }

    @Test
    void whatHasBegunMeanwhileGoesOn() {
        ExecutionAge age = age();
        ground.sql(
                "UPDATE executions SET status = 'running', last_heartbeat_at = now() WHERE id = $1",
                Tuple.of(execution.value()));

        expiry.end(age, HOUR).await().atMost(SOON);

        assertThat(column("status")).isEqualTo("running");
        assertThat(executor.calls("DELETE")).isEmpty();
    }

    @Test
    void theTimeOfAnAttemptBeginsWithIt() {
        ground.sql(
                "UPDATE executions SET status = 'crashed', retry_at = now() WHERE id = $1",
                Tuple.of(execution.value()));
        ground.sql(
                "UPDATE containers SET last_seen_at = now() + interval '1 second' WHERE id = $1",
                Tuple.of(container));

        Ground.await(() -> {
            int _ = retries.due(clock.instant()).await().atMost(SOON);
            return column("status").equals("pending");
        });

        assertThat(age().attempt()).isEqualTo(2);
        assertThat(age().pendingSince()).isAfter(clock.instant().minus(SOON));
        assertThat(overdue()).doesNotContain(execution);
    }

    @Test
    void itIsFoundBehindAThousandOfWhichNothingIsWrong() {
        for (int i = 0; i < 1001; i++) {
            insert(
                    "exec_20260101_" + Ground.letters(8),
                    "running",
                    "now() - interval '3 hours'",
                    "now() + interval '1 hour'");
        }

        assertThat(overdue()).contains(execution);
    }

    private void expire() {
        expiry.end(age(), HOUR).await().atMost(SOON);
    }

    private ExecutionAge age() {
        return retries.age(execution, new ContainerId(container), 0)
                .await()
                .atMost(SOON)
                .orElseThrow();
    }

    private List<ExecutionId> overdue() {
        Instant now = clock.instant();
        return executions.ages(now.minus(HOUR), now.minus(HOUR)).await().atMost(SOON).stream()
                .map(ExecutionAge::id)
                .toList();
    }

    private void insert(String id, String status, String created, String heard) {
        ground.sql(
                """
                INSERT INTO executions (id, session_id, tenant, container_id, status, language, code, env_sealed,
                  timeout_seconds, created_at, last_heartbeat_at)
                VALUES ($1, $2, 'default', $3, $4, 'python', 'print(2)', $5, 30, %s, %s)
                """
                        .formatted(created, heard),
                Tuple.of(id, session, container, status, sealed(id)));
    }

    private Buffer sealed(String name) {
        return Buffer.buffer(vault.seal("{}", name));
    }

    private String column(String name) {
        return ground.sql(
                        "SELECT " + name + " AS it FROM executions WHERE id = $1",
                        Tuple.of(execution.value()))
                .iterator()
                .next()
                .getString("it");
    }
}
