package dev.cloche.control.execution;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cloche.control.installation.FoundationResource;
import dev.cloche.control.kernel.Secret;
import dev.cloche.control.kernel.Vault;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The six calls of executors, against real rows: who may report what, and what it changes.
@QuarkusTest
@QuarkusTestResource(FoundationResource.class)
final class InternalApiTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String CRASHED =
            """
            {"status": "crashed", "crashed_at": "2026-01-01T00:00:00Z", "error": "spawner died"}
            """;
    private static final String RESULT =
            """
            {"status": "success", "stdout": "2\\n", "stderr": "", "exit_code": 0, "execution_time": 0.01,
             "metrics": {"duration_ms": 10, "queue_ms": 0, "cpu_time_ms": 5, "peak_memory_mb": 9,
                         "io_read_bytes": 0, "io_write_bytes": 0},
             "return_value": %s, "artifacts": []}
            """;

    @Inject Pool pool;
    @Inject Vault vault;

    private String template;
    private String container;
    private String secret;
    private String execution;

    @BeforeEach
    void aContainerWithAnExecution() {
        template = new Ground(pool).template();
        container = "cont_" + letters(16);
        secret = "secret-" + letters(20);
        execution = "exec_20260101_" + letters(8);
        insertContainer(container, secret);
        insertExecution(container, execution);
    }

    @ParameterizedTest
    @ValueSource(strings = {"result", "status", "heartbeat", "artifacts"})
    void nobodyReportsWithoutTheSecret(String call) {
        for (String authorization : List.of("Bearer wrong", "Bearer ", "Basic " + secret, secret)) {
            given().contentType("application/json")
                    .header("Authorization", authorization)
                    .body(body(call))
                    .post("/internal/executions/" + execution + "/" + call)
                    .then()
                    .statusCode(401)
                    .body("error_code", equalTo("Internal.Unauthorized"));
        }
        assertThat(status()).isEqualTo("pending");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "container_report_ready",
                "container_report_exited",
                "execution_report_status",
                "execution_report_heartbeat",
                "execution_report_artifacts",
                "execution_report_result"
            })
    void theExamplesOfItsDescriptionAreTaken(String operation) throws IOException {
        for (JsonNode example : examples(operation)) {
            aContainerWithAnExecution();
            String named = example.at("/body/container_id").asText(container);
            String body = example.get("body").toString().replace(named, container);

            reporting()
                    .body(body)
                    .post(address(operation))
                    .then()
                    .statusCode(example.get("status").intValue());
        }
    }

    @Test
    void theFirstResultCountsTheSameAgainIsFineAndAnotherIsNot() {
        reporting().body(RESULT.formatted("2")).post(path("result")).then().statusCode(201);
        reporting().body(RESULT.formatted("2")).post(path("result")).then().statusCode(200);
        reporting()
                .body(RESULT.formatted("3"))
                .post(path("result"))
                .then()
                .statusCode(409)
                .body("error_code", equalTo("Internal.StateConflict"));

        assertThat(status()).isEqualTo("completed");
        assertThat(column("return_value")).isEqualTo("2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "false", "\"\"", "null", "[]", "{}", "1.5", "\"ü\\u0000\""})
    void returnValuesAreKeptAsTheyAre(String value) {
        reporting().body(RESULT.formatted(value)).post(path("result")).then().statusCode(201);

        assertThat(column("return_value")).isNotNull();
    }

    @Test
    void anAbsentReturnValueStaysAbsent() {
        String report = RESULT.formatted("null").replace("\"return_value\": null,", "");

        reporting().body(report).post(path("result")).then().statusCode(201);

        assertThat(column("return_value")).isNull();
    }

    @Test
    void ofManyDifferentResultsAtOnceOneCounts() throws Exception {
        List<Callable<Integer>> reports = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            String report = RESULT.formatted(i);
            reports.add(() -> reporting().body(report).post(path("result")).statusCode());
        }

        List<Integer> codes = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(16)) {
            for (var code : threads.invokeAll(reports)) {
                codes.add(code.get());
            }
        }

        assertThat(codes).filteredOn(code -> code == 201).hasSize(1);
        assertThat(codes).filteredOn(code -> code == 409).hasSize(15);
    }

    @ParameterizedTest
    @ValueSource(strings = {"result", "status", "heartbeat", "artifacts"})
    void anotherContainersExecutionIsUnknown(String call) {
        String otherSecret = "secret-" + letters(20);
        insertContainer("cont_" + letters(16), otherSecret);

        given().contentType("application/json")
                .header("Authorization", "Bearer " + otherSecret)
                .body(body(call))
                .post(path(call))
                .then()
                .statusCode(404)
                .body("error_code", equalTo("Internal.InvalidExecution"));
        assertThat(status()).isEqualTo("pending");
    }

    @Test
    void aSecretIsWorthNothingWhenItsContainerIsGone() {
        reporting().body(body("heartbeat")).post(path("heartbeat")).then().statusCode(200);

        reporting()
                .body(
                        "{\"exit_code\": 143, \"exited_at\": \"2026-01-01T00:00:00Z\", \"exit_reason\": \"sigterm\"}")
                .post("/internal/sessions/" + container + "/container_exited")
                .then()
                .statusCode(200);

        reporting().body(RESULT.formatted("1")).post(path("result")).then().statusCode(401);
    }

    @Test
    void whatRunsInAContainerThatExitsIsLost() {
        mustNotRunTwice();

        reporting()
                .body("{\"exit_code\": 1, \"exited_at\": \"2026-01-01T00:00:00Z\"}")
                .post("/internal/sessions/" + container + "/container_exited")
                .then()
                .statusCode(200);

        eventually(() -> status().equals("failed"));
        assertThat(column("verdict")).isEqualTo("crashed");
    }

    @Test
    void aRunThatHasStartedIsRunning() {
        reporting().body(body("status")).post(path("status")).then().statusCode(200);

        assertThat(status()).isEqualTo("running");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"status\": \"running\"}",
                "{\"status\": \"timeout\"}",
                "{\"status\": \"crashed\"}",
                "{\"status\": \"other\", \"started_at\": \"2026-01-01T00:00:00Z\"}",
                "{\"status\": \"running\", \"started_at\": \"yesterday\"}",
                "{}",
                "",
                "{"
            })
    void aMalformedReportIsRefused(String report) {
        reporting()
                .body(report)
                .post(path("status"))
                .then()
                .statusCode(400)
                .body("error_code", equalTo("Internal.InvalidParameter"));
    }

    @Test
    void aCrashIsTriedAgain() {
        crash();

        assertThat(status()).isEqualTo("crashed");
        assertThat(column("retry_at IS NOT NULL")).isEqualTo("true");
    }

    @Test
    void aCrashOfWhatMustNotRunTwiceIsFinal() {
        mustNotRunTwice();

        crash();

        assertThat(status()).isEqualTo("failed");
        assertThat(column("error")).isEqualTo("spawner died");
    }

    @Test
    void aHeartbeatKeepsTheSessionAlive() {
        reporting().body(body("heartbeat")).post(path("heartbeat")).then().statusCode(200);

        assertThat(column("last_heartbeat_at IS NOT NULL")).isEqualTo("true");
    }

    @Test
    void artifactsAreKept() {
        reporting().body(body("artifacts")).post(path("artifacts")).then().statusCode(200);
        reporting().body(body("artifacts")).post(path("artifacts")).then().statusCode(200);

        Row row =
                pool.preparedQuery("SELECT count(*) AS n FROM artifacts WHERE execution_id = $1")
                        .execute(Tuple.of(execution))
                        .await()
                        .atMost(SOON)
                        .iterator()
                        .next();
        assertThat(row.getLong("n")).isEqualTo(1);
    }

    @Test
    void anExecutorMayReportOnItsOwnContainerAlone() {
        String ready =
                "{\"container_id\": \"%s\", \"executor_port\": 8080, \"isolation\": \"full\"}";

        reporting()
                .body(ready.formatted(container))
                .post("/internal/sessions/" + container + "/container_ready")
                .then()
                .statusCode(200);
        reporting()
                .body(ready.formatted("cont_aaaaaaaaaaaaaaaa"))
                .post("/internal/sessions/cont_aaaaaaaaaaaaaaaa/container_ready")
                .then()
                .statusCode(401);
    }

    @Test
    void aContainerBelowTheIsolationOfItsTemplateTakesNoSessions() {
        reporting()
                .body(
                        "{\"executor_port\": 8080, \"isolation\": \"shared_proc\", \"isolation_detail\": \"masked\"}")
                .post("/internal/sessions/" + container + "/container_ready")
                .then()
                .statusCode(200);

        Row row =
                pool.preparedQuery("SELECT status, exit_reason FROM containers WHERE id = $1")
                        .execute(Tuple.of(container))
                        .await()
                        .atMost(SOON)
                        .iterator()
                        .next();
        assertThat(row.getString("status")).isEqualTo("exited");
        assertThat(row.getString("exit_reason"))
                .contains("requires isolation 'full'")
                .contains("masked");
    }

    @Test
    void whatAnEarlierAttemptSaysOfItselfChangesNothingAboutTheLater() {
        new Ground(pool)
                .sql("UPDATE executions SET attempt = 2 WHERE id = $1", Tuple.of(execution));

        for (String call : List.of("status", "heartbeat")) {
            reporting().body(ofAttempt(1, body(call))).post(path(call)).then().statusCode(200);
        }
        reporting().body(ofAttempt(1, CRASHED)).post(path("status")).then().statusCode(200);

        assertThat(status()).isEqualTo("pending");
        assertThat(column("last_heartbeat_at IS NULL")).isEqualTo("true");

        reporting().body(ofAttempt(2, body("heartbeat"))).post(path("heartbeat"));
        assertThat(column("last_heartbeat_at IS NULL")).isEqualTo("false");
        reporting().body(ofAttempt(2, body("status"))).post(path("status"));
        assertThat(status()).isEqualTo("running");
        reporting().body(ofAttempt(2, CRASHED)).post(path("status"));
        assertThat(status()).isEqualTo("crashed");
    }

    private static String ofAttempt(int attempt, String report) {
        return report.replaceFirst("\\{", "{\"attempt\": " + attempt + ", ");
    }

    private RequestSpecification reporting() {
        return given().contentType("application/json").header("Authorization", "Bearer " + secret);
    }

    private String path(String call) {
        return "/internal/executions/" + execution + "/" + call;
    }

    private static String body(String call) {
        return switch (call) {
            case "result" -> RESULT.formatted("1");
            case "status" -> "{\"status\": \"running\", \"started_at\": \"2026-01-01T00:00:00Z\"}";
            case "heartbeat" ->
                    "{\"timestamp\": \"2026-01-01T00:00:00Z\", \"progress\": {\"step\": 1}}";
            case "artifacts" ->
                    "{\"artifacts\": [{\"path\": \"a.txt\", \"size\": 3, \"mime_type\": \"text/plain\", \"type\": \"artifact\"}]}";
            default -> throw new IllegalArgumentException(call);
        };
    }

    private String status() {
        return column("status");
    }

    private String column(String expression) {
        return pool.preparedQuery(
                        "SELECT (" + expression + ")::text AS value FROM executions WHERE id = $1")
                .execute(Tuple.of(execution))
                .await()
                .atMost(SOON)
                .iterator()
                .next()
                .getString("value");
    }

    private void crash() {
        reporting().body(CRASHED).post(path("status")).then().statusCode(200);
    }

    private void mustNotRunTwice() {
        new Ground(pool)
                .sql("UPDATE executions SET retry = false WHERE id = $1", Tuple.of(execution));
    }

    private static void eventually(java.util.function.BooleanSupplier condition) {
        long end = System.nanoTime() + SOON.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("still not so").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private void insertContainer(String id, String itsSecret) {
        pool.preparedQuery(
                        """
                        INSERT INTO containers (id, template_id, generation, runtime, status, places, sessions,
                          secret_hash, control_plane_url, isolation_required, resources, created_at, ready_at)
                        VALUES ($1, $3, 1, 'local', 'starting', 4, 0, $2, 'http://127.0.0.1:8000', 'full',
                          '{}', now(), now())
                        """)
                .execute(Tuple.of(id, Buffer.buffer(new Secret(itsSecret).hash()), template))
                .await()
                .atMost(SOON);
    }

    private void insertExecution(String inContainer, String id) {
        String session = "sess_" + letters(16);
        pool.preparedQuery(
                        """
                        INSERT INTO sessions (id, tenant, created_by, template_id, mode, status, container_id, resources,
                          env_names, env_sealed, network_enabled, metadata, timeout_seconds, created_at, updated_at,
                          last_activity_at)
                        VALUES ($1, 'default', 'me', $4, 'persistent', 'running', $2, '{}', '{}', $3, false,
                          '{}', 300, now(), now(), now())
                        """)
                .execute(
                        Tuple.of(
                                session,
                                inContainer,
                                Buffer.buffer(vault.seal("{}", session)),
                                template))
                .await()
                .atMost(SOON);
        pool.preparedQuery(
                        """
                        INSERT INTO executions (id, session_id, tenant, container_id, status, language, code, env_sealed,
                          timeout_seconds, created_at)
                        VALUES ($1, $2, 'default', $3, 'pending', 'python', 'print(2)', $4, 30, now())
                        """)
                .execute(Tuple.of(id, session, inContainer, Buffer.buffer(vault.seal("{}", id))))
                .await()
                .atMost(SOON);
    }

    private String address(String operation) {
        String call = operation.substring(operation.indexOf("_report_") + "_report_".length());
        return operation.startsWith("container")
                ? "/internal/sessions/" + container + "/container_" + call
                : path(call);
    }

    private static JsonNode examples(String operation) throws IOException {
        String name = "/openapi/examples/" + operation + ".json";
        try (InputStream file = InternalApiTest.class.getResourceAsStream(name)) {
            JsonNode examples = new ObjectMapper().readTree(file);
            assertThat(examples).isNotEmpty();
            return examples;
        }
    }

    private static String letters(int count) {
        return (UUID.randomUUID().toString() + UUID.randomUUID())
                .replace("-", "")
                .substring(0, count);
    }
}
