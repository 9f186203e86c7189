package dev.cloche.control.execution;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.execution.ExecutionId;
import dev.cloche.control.container.ContainerAnswered;
import dev.cloche.control.installation.FoundationResource;
import dev.cloche.control.installation.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Lists of executions, their old addresses, keys, and where they start.
@QuarkusTest
@QuarkusTestResource(FoundationResource.class)
final class ExecutionApiTest {

    private static final int CROWD = 24;

    @Inject Pool pool;
    @Inject Vertx vertx;
    @Inject Event<ContainerAnswered> answers;

    private ExecutorDouble executor;
    private Ground ground;
    private String template;
    private String container;
    private String tenant;
    private String token;
    private String session;

    @BeforeEach
    void aSession() {
        executor = new ExecutorDouble(vertx);
        ground = new Ground(pool);
        template = ground.template();
        container = ground.container(template, executor.port(), 10);
        tenant = "t" + Ground.letters(10);
        token = Tokens.of(tenant, "user");
        session = session("persistent");
    }

    @AfterEach
    void close() {
        executor.close();
    }

    @Test
    void aListIsOfOneSessionOrOfAll() {
        String other = session("persistent");
        String first = execute(session, Map.of()).path("execution_id");
        String second = execute(session, Map.of("language", "shell")).path("execution_id");
        String third = execute(other, Map.of()).path("execution_id");
        status(first, "completed");
        status(second, "failed");

        assertThat(listed("/sessions/" + session + "/executions")).containsExactly(second, first);
        assertThat(listed("/executions")).containsExactly(third, second, first);
        assertThat(listed("/executions?session_id=" + other)).containsExactly(third);
        assertThat(listed("/executions?status=completed")).containsExactly(first);
        assertThat(listed("/executions?status=failed&language=shell")).containsExactly(second);
        assertThat(listed("/executions?status=failed&language=python")).isEmpty();
        assertThat(listed("/sessions/" + session + "/executions?language=shell"))
                .containsExactly(second);
        assertThat(listed("/executions?limit=1&offset=1")).containsExactly(second);
        assertThat(listed("/executions/sessions/" + session + "/executions"))
                .containsExactly(second, first);
        calling().get("/api/v1/executions?limit=1").then().body("total", equalTo(3));
        as("stranger")
                .get("/api/v1/executions?session_id=" + session)
                .then()
                .statusCode(404)
                .body("error_code", equalTo("Sandbox.SessionNotFound"));
        as("t" + Ground.letters(10)).get("/api/v1/executions").then().body("total", equalTo(0));
    }

    @ParameterizedTest
    @CsvSource({"status=success, status", "language=ruby, language", "limit=0, limit"})
    void aFilterThatMakesNoSenseIsRefusedByName(String query, String name) {
        calling()
                .get("/api/v1/executions?" + query)
                .then()
                .statusCode(400)
                .body("error_detail", containsString(name));
    }

    @Test
    void theOldAddressesAnswerToo() {
        calling()
                .body(body(Map.of()))
                .post("/api/v1/executions/sessions/" + session + "/execute")
                .then()
                .statusCode(201)
                .body("status", equalTo("pending"));
        calling()
                .body(body(Map.of()))
                .post("/api/v1/executions/sessions/" + session + "/execute-sync?poll_interval=0.05")
                .then()
                .statusCode(400)
                .body("error_detail", containsString("poll_interval"));
        calling()
                .body(body(Map.of()))
                .post("/api/v1/executions/sessions/" + session + "/execute-sync?poll_interval=x")
                .then()
                .statusCode(400);
    }

    @Test
    void theSameRequestUnderTheSameKeyIsOneExecution() {
        String first = keyed("k", Map.of()).then().statusCode(200).extract().path("execution_id");

        keyed("k", Map.of())
                .then()
                .statusCode(200)
                .body("execution_id", equalTo(first))
                .body("status", equalTo("pending"));
        keyed("k", Map.of("code", "2"))
                .then()
                .statusCode(409)
                .body("error_code", equalTo("Sandbox.Conflict"));
        keyed("l", Map.of()).then().statusCode(200).body("execution_id", not(first));
        session = session("persistent");
        keyed("k", Map.of()).then().statusCode(200).body("execution_id", not(first));
    }

    @Test
    void aKeyIsAnsweredWithWhatBecameOfItsExecution() {
        String first = keyed("k", Map.of()).then().statusCode(200).extract().path("execution_id");
        status(first, "completed");
        calling().delete("/api/v1/sessions/" + session).then().statusCode(200);

        keyed("k", Map.of())
                .then()
                .statusCode(200)
                .body("execution_id", equalTo(first))
                .body("status", equalTo("completed"));
        keyed("new", Map.of())
                .then()
                .statusCode(404)
                .body("error_code", equalTo("Sandbox.SessionNotFound"));
    }

    @Test
    void manyWhoSubmitUnderOneKeyRunOneExecution() throws InterruptedException, ExecutionException {
        Set<String> ids = new HashSet<>();
        try (var threads = Executors.newFixedThreadPool(CROWD)) {
            List<Callable<String>> all =
                    IntStream.range(0, CROWD)
                            .<Callable<String>>mapToObj(
                                    _ -> () -> keyed("k", Map.of()).path("execution_id"))
                            .toList();
            for (Future<String> one : threads.invokeAll(all)) {
                ids.add(one.get());
            }
        }

        assertThat(ids).hasSize(1).doesNotContainNull();
        assertThat(
                        ground.number(
                                "SELECT count(*) AS n FROM executions WHERE session_id = $1",
                                Tuple.of(session)))
                .isEqualTo(1);
        assertThat(new ArrayList<>(executor.calls("PUT")))
                .filteredOn(call -> call.contains("/executions/"))
                .hasSize(1);
    }

    @Test
    void anEphemeralSessionAnswersTheSameKeyAgain() {
        session = session("ephemeral");
        String first = keyed("k", Map.of()).then().statusCode(200).extract().path("execution_id");

        keyed("k", Map.of()).then().statusCode(200).body("execution_id", equalTo(first));
        keyed("l", Map.of()).then().statusCode(409);
    }

    @Test
    void namesMayHaveCharactersThatJsonWritesAsPairs() {
        calling()
                .body(
                        """
                        {"language": "python", "code": "def handler(event): return event",
                         "event": {"\\ud83d\\udd11": 1, "\\ud835\\udd4f": {"\\ud83d\\udd12": 2}}}
                        """)
                .post("/api/v1/sessions/" + session + "/execute")
                .then()
                .statusCode(200);

        Ground.await(() ->
                executor.calls("PUT").stream()
                        .map(call -> call.replace("\\uD83D\\uDD11", "\uD83D\uDD11"))
                        .anyMatch(call -> call.contains("\"\uD83D\uDD11\":1")));
    }

    @Test
    void whereARunStartsIsHandedOverAndTold() {
        String id = execute(session, Map.of("working_directory", "a//b")).path("execution_id");

        calling()
                .get("/api/v1/executions/" + id)
                .then()
                .statusCode(200)
                .body("working_directory", equalTo("a/b"));
        Ground.await(() ->
                executor.calls("PUT").stream()
                        .anyMatch(call -> call.contains("\"working_directory\":\"a/b\"")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "..", "a/../..", "a\\b", "C:/x", "a\u0000"})
    void aPlaceThatCouldBeOutsideIsRefusedByName(String place) {
        execute(session, Map.of("working_directory", place))
                .then()
                .statusCode(400)
                .body("error_detail", startsWith("Field 'working_directory' is "))
                .body("error_detail", not(containsString("dev.cloche")));
    }

    @Test
    void whatAnExecutorSaysThatItHoldsCountsAsHeardOf() {
        String held = execute(session, Map.of()).path("execution_id");
        String other = execute(session, Map.of()).path("execution_id");
        ground.sql(
                "UPDATE executions SET last_heartbeat_at = now() - interval '10 seconds' WHERE session_id = $1",
                Tuple.of(session));

        answers.fire(
                new ContainerAnswered(new ContainerId(container), List.of(new ExecutionId(held))));

        Ground.await(() -> quietForMoreThanFiveSeconds(held) == 0);
        assertThat(quietForMoreThanFiveSeconds(other)).isEqualTo(1);
    }

    private long quietForMoreThanFiveSeconds(String execution) {
        return ground.number(
                """
                SELECT count(*) AS n FROM executions
                WHERE id = $1 AND last_heartbeat_at < now() - interval '5 seconds'
                """,
                Tuple.of(execution));
    }

    private void status(String execution, String status) {
        ground.sql(
                """
                UPDATE executions SET status = $2, completed_at = now(), verdict = 'ok', exit_code = 0,
                  execution_time = 0, metrics = '{"duration_ms": 1, "queue_ms": 0, "cpu_time_ms": 1,
                  "peak_memory_mb": 1, "io_read_bytes": 0, "io_write_bytes": 0}'
                WHERE id = $1
                """,
                Tuple.of(execution, status));
    }

    private String session(String mode) {
        return calling()
                .body(Map.of("template_id", template, "mode", mode))
                .post("/api/v1/sessions")
                .then()
                .statusCode(201)
                .extract()
                .path("session_id");
    }

    private List<String> listed(String path) {
        return calling()
                .get("/api/v1" + path)
                .then()
                .statusCode(200)
                .extract()
                .path("executions.execution_id");
    }

    private Response execute(String in, Map<String, ?> more) {
        return calling().body(body(more)).post("/api/v1/sessions/" + in + "/execute");
    }

    private Response keyed(String key, Map<String, ?> more) {
        return calling()
                .header("Idempotency-Key", key)
                .body(body(more))
                .post("/api/v1/sessions/" + session + "/execute");
    }

    private static Map<String, Object> body(Map<String, ?> more) {
        Map<String, Object> body = new HashMap<>(Map.of("language", "python", "code", "1"));
        body.putAll(more);
        return body;
    }

    private RequestSpecification calling() {
        return given().contentType("application/json").header("Authorization", "Bearer " + token);
    }

    private static RequestSpecification as(String tenant) {
        return given().contentType("application/json")
                .header("Authorization", "Bearer " + Tokens.of(tenant, "user"));
    }
}
