package dev.cloche.control.execution;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.cloche.control.installation.FoundationResource;
import dev.cloche.control.kernel.Secret;
import dev.cloche.control.kernel.Vault;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which sessions take an execution, what is written down then, and who hears of it.
@QuarkusTest
@QuarkusTestResource(FoundationResource.class)
final class SubmissionTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String PYTHON =
            """
            {"language": "python", "code": "print('ü')", "event": {"a": [1]}, "env_vars": {"A": "b"}, "timeout": 7,
             "stdin": "in", "stdin_open": true}
            """;

    private static final String QUEUE_FULL =
            """
            {"error_code": "Executor.QueueFull", "description": "", "error_detail": ""}
            """;

    @Inject Pool pool;
    @Inject Vault vault;
    @Inject Vertx vertx;

    @ConfigProperty(name = "mp.jwt.verify.publickey.location")
    String verifyingKey;

    private ExecutorDouble executor;
    private String template;
    private String container;
    private String secret;
    private String session;

    @BeforeEach
    void aContainer() {
        executor = new ExecutorDouble(vertx);
        container = "cont_" + letters(16);
        secret = "secret-" + letters(20);
        session = "sess_" + letters(16);
        template = new Ground(pool).template();
        insertContainer();
    }

    @AfterEach
    void close() {
        run("UPDATE executions SET status = 'failed' WHERE session_id = $1", Tuple.of(session));
        executor.close();
    }

    @Test
    void whatAnOpenSessionTakesIsWrittenDownAndHandedOver() {
        insertSession("persistent", "running");

        String id = submit("default", PYTHON).then().statusCode(200).extract().path("execution_id");

        String row =
                text(
                        """
                        SELECT concat_ws('|', tenant, container_id, status, attempt, language, code, event, stdin,
                          stdin_open, timeout_seconds) AS it
                        FROM executions WHERE id = $1 AND session_id = $2
                        """,
                        Tuple.of(id, session));
        assertThat(row)
                .isEqualTo(
                        "default|" + container + "|pending|1|python|print('ü')|{\"a\":[1]}|in|t|7");
        assertThat(executor.calls("PUT"))
                .singleElement()
                .asString()
                .contains("/v1/sessions/" + session + "/executions/" + id)
                .contains("\"env_vars\":{\"A\":\"b\"}", "\"event\":{\"a\":[1]}");
    }

    @Test
    void variablesAreStoredSealed() {
        insertSession("persistent", "running");

        String id = submit("default", PYTHON).then().statusCode(200).extract().path("execution_id");

        byte[] sealed =
                pool.preparedQuery("SELECT env_sealed FROM executions WHERE id = $1")
                        .execute(Tuple.of(id))
                        .await()
                        .atMost(SOON)
                        .iterator()
                        .next()
                        .getBuffer("env_sealed")
                        .getBytes();
        assertThat(vault.open(sealed, id)).isEqualTo("{\"A\":\"b\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"persistent", "ephemeral"})
    void aLanguageThatTheTemplateHasNotIsRefused(String mode) {
        insertSession(mode, "running");

        submit("default", PYTHON.replace("\"python\"", "\"javascript\""))
                .then()
                .statusCode(400)
                .body("error_detail", containsString("[python, shell]"));

        assertThat(count()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"completed", "failed", "timeout", "terminated"})
    void aSessionThatIsOverIsNotFound(String status) {
        insertSession("persistent", status);

        submit("default", PYTHON)
                .then()
                .statusCode(404)
                .body("error_code", equalTo("Sandbox.SessionNotFound"));

        assertThat(count()).isZero();
    }

    @Test
    void anotherTenantsSessionIsNotFound() {
        insertSession("persistent", "running");

        submit("other", PYTHON)
                .then()
                .statusCode(404)
                .body("error_code", equalTo("Sandbox.SessionNotFound"));

        assertThat(count()).isZero();
        assertThat(executor.calls()).isEmpty();
    }

    @Test
    void whatASessionTakesBeforeItIsOpenWaits() {
        run("UPDATE containers SET ready_at = NULL WHERE id = $1", Tuple.of(container));
        insertSession("persistent", "creating");

        String id =
                submit("default", PYTHON)
                        .then()
                        .statusCode(200)
                        .body("status", equalTo("pending"))
                        .extract()
                        .path("execution_id");

        assertThat(count()).isEqualTo(1);
        assertThat(executor.calls()).isEmpty();
        for (String address : List.of("", "/status", "/result")) {
            assertThat(waiting("/api/v1/executions/" + id + address)).isEqualTo("container");
        }
        assertThat(waiting("/api/v1/sessions/" + session)).isEqualTo("container");
    }

    @Test
    void whatFindsItsExecutorFullIsRefusedAndNotKept() {
        insertSession("persistent", "running");
        fill();

        requireRefused(submit("default", PYTHON));
        requireRefused(submit("default", PYTHON));

        assertThat(count()).as("what is refused is not kept").isZero();
        submit("other", PYTHON).then().statusCode(404);

        empty();
        Ground.await(() -> submit("default", PYTHON).statusCode() == 200);
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void whatIsRefusedAnywayIsNotLookedAt() {
        insertSession("persistent", "running");
        fill();
        String token = "Bearer " + SignedToken.of(verifyingKey, "default");

        // On a machine that stands still the door may have opened meanwhile; then it shuts again.
        Ground.await(() -> {
            requireRefused(submitWith(token, PYTHON));
            Response unread = submitWith(token, "not JSON");
            return unread.statusCode() == 503 && !unread.header("x-request-id").isEmpty();
        });

        submit("other", "not JSON").then().statusCode(400);
        submitWith("Bearer nonsense", PYTHON).then().statusCode(401);
        assertThat(count()).isZero();
    }

    @Test
    void aKeyThatFoundNoRoomIsFreeAgain() {
        insertSession("persistent", "running");
        fill();
        requireRefused(submit("default", PYTHON, "once"));

        empty();
        Ground.await(() -> submit("default", PYTHON, "once").statusCode() == 200);
        String id = submit("default", PYTHON, "once").then().extract().path("execution_id");

        assertThat(count()).isEqualTo(1);
        read("/api/v1/executions/" + id).then().statusCode(200);
    }

    private void fill() {
        executor.refuses(_ -> 503);
        executor.answers(QUEUE_FULL);
    }

    private void empty() {
        executor.refuses(_ -> 202);
        executor.answers("{\"what\":\"taken\"}");
    }

    private static void requireRefused(Response response) {
        response.then()
                .statusCode(503)
                .header("Retry-After", "1")
                .body("error_code", equalTo("Sandbox.TooManyRequestsExection"));
    }

    @Test
    void whatIsHandedOverWaitsForItsTurn() {
        insertSession("persistent", "running");

        String first =
                submit("default", PYTHON).then().statusCode(200).extract().path("execution_id");
        String second =
                submit("default", PYTHON).then().statusCode(200).extract().path("execution_id");

        assertThat(waiting("/api/v1/executions/" + first)).isEqualTo("turn");
        read("/api/v1/executions/" + second)
                .then()
                .body("waiting_for.message", containsString("1 other"));
    }

    @Test
    void ofManyForAnEphemeralSessionItTakesOne() throws Exception {
        insertSession("ephemeral", "running");
        List<Callable<Integer>> calls = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            calls.add(() -> submit("default", PYTHON).statusCode());
        }

        List<Integer> codes = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(calls.size())) {
            for (var code : threads.invokeAll(calls)) {
                codes.add(code.get());
            }
        }

        assertThat(codes).filteredOn(code -> code == 200).hasSize(1);
        assertThat(codes).filteredOn(code -> code == 409).hasSize(11);
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void acceptingAndReportingKeepASessionFromBeingIdle() {
        insertSession("persistent", "running");

        quietSince("now() - interval '2 minutes'");
        String id = submit("default", PYTHON).then().statusCode(200).extract().path("execution_id");
        assertThat(quietForSeconds()).isBetween(-5.0, 60.0);

        quietSince("now() - interval '2 minutes'");
        report(id);
        assertThat(quietForSeconds()).isBetween(-5.0, 60.0);
    }

    @Test
    void activityThatIsKnownAlreadyIsNotWrittenAgain() {
        insertSession("persistent", "running");

        quietSince("now() + interval '1 hour'");
        String id = submit("default", PYTHON).then().statusCode(200).extract().path("execution_id");
        report(id);

        assertThat(quietForSeconds()).isLessThan(-1800);
    }

    private Response submit(String tenant, String body, String key) {
        return given().contentType("application/json")
                .header("Authorization", "Bearer " + SignedToken.of(verifyingKey, tenant))
                .header("Idempotency-Key", key)
                .body(body)
                .post("/api/v1/sessions/" + session + "/execute");
    }

    private Response submit(String tenant, String body) {
        return submitWith("Bearer " + SignedToken.of(verifyingKey, tenant), body);
    }

    private Response submitWith(String authorization, String body) {
        return given().contentType("application/json")
                .header("Authorization", authorization)
                .body(body)
                .post("/api/v1/sessions/" + session + "/execute");
    }

    private String waiting(String address) {
        return read(address).then().extract().path("waiting_for.code");
    }

    private Response read(String address) {
        return given().header("Authorization", "Bearer " + SignedToken.of(verifyingKey, "default"))
                .get(address);
    }

    private void report(String execution) {
        given().contentType("application/json")
                .header("Authorization", "Bearer " + secret)
                .body(
                        """
                        {"status": "success", "stdout": "", "stderr": "", "exit_code": 0, "execution_time": 0.01,
                         "artifacts": [],
                         "metrics": {"duration_ms": 10, "queue_ms": 0, "cpu_time_ms": 5, "peak_memory_mb": 9,
                                     "io_read_bytes": 0, "io_write_bytes": 0}}
                        """)
                .post("/internal/executions/" + execution + "/result")
                .then()
                .statusCode(201);
    }

    private void quietSince(String when) {
        run("UPDATE sessions SET last_activity_at = " + when + " WHERE id = $1", Tuple.of(session));
    }

    private double quietForSeconds() {
        return Double.parseDouble(
                text(
                        """
                        SELECT extract(epoch FROM now() - last_activity_at)::text AS it FROM sessions
                        WHERE id = $1
                        """,
                        Tuple.of(session)));
    }

    private long count() {
        return Long.parseLong(
                text(
                        "SELECT count(*)::text AS it FROM executions WHERE session_id = $1",
                        Tuple.of(session)));
    }

    private String text(String sql, Tuple values) {
        return pool.preparedQuery(sql)
                .execute(values)
                .await()
                .atMost(SOON)
                .iterator()
                .next()
                .getString("it");
    }

    private void run(String sql, Tuple values) {
        pool.preparedQuery(sql).execute(values).await().atMost(SOON);
    }

    private void insertContainer() {
        run(
                """
                INSERT INTO containers (id, template_id, generation, runtime, status, places, sessions,
                  secret_hash, control_plane_url, isolation_required, resources, created_at, ready_at, host, port)
                VALUES ($1, $4, 1, 'local', 'starting', 4, 1, $2, 'http://127.0.0.1:8000', 'full',
                  '{}', now(), now(), '127.0.0.1', $3)
                """,
                Tuple.of(
                        container,
                        Buffer.buffer(new Secret(secret).hash()),
                        executor.port(),
                        template));
    }

    private void insertSession(String mode, String status) {
        run(
                """
                INSERT INTO sessions (id, tenant, created_by, template_id, mode, status, container_id, resources,
                  env_names, env_sealed, network_enabled, metadata, timeout_seconds, created_at, updated_at,
                  last_activity_at, languages)
                VALUES ($1, 'default', 'me', $6, $4, $5, $2,
                  '{"cpu": "1", "memory": "512Mi", "disk": "1Gi", "max_processes": 64}', '{}', $3, false,
                  '{}', 300, now(), now(), now(),
                  '{python,shell}')
                """,
                Tuple.of(
                        session,
                        container,
                        Buffer.buffer(vault.seal("{}", session)),
                        mode,
                        status,
                        template));
    }

    private static String letters(int count) {
        return (UUID.randomUUID().toString() + UUID.randomUUID())
                .replace("-", "")
                .substring(0, count);
    }
}
