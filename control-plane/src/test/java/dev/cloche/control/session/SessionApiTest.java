package dev.cloche.control.session;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import dev.cloche.control.execution.ExecutorDouble;
import dev.cloche.control.execution.Ground;
import dev.cloche.control.installation.FoundationResource;
import dev.cloche.control.installation.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Sessions over HTTP, with real rows and an executor that takes whatever it is given.
@QuarkusTest
@QuarkusTestResource(FoundationResource.class)
final class SessionApiTest {

    private static final String SESSIONS = "/api/v1/sessions";
    private static final int CROWD = 24;

    @Inject Pool pool;
    @Inject Vertx vertx;

    private ExecutorDouble executor;
    private Ground ground;
    private String template;
    private String tenant;
    private String token;

    @BeforeEach
    void aTemplateWithRoom() {
        executor = new ExecutorDouble(vertx);
        ground = new Ground(pool);
        template = ground.template();
        ground.container(template, executor.port(), 100);
        tenant = "t" + Ground.letters(10);
        token = Tokens.of(tenant, "user");
    }

    @AfterEach
    void close() {
        executor.close();
    }

    @Test
    void aChosenIdIsTheSessionsNameAndIsUsedOnce() {
        String id = "my-" + Ground.letters(8) + "_1";

        create(Map.of("id", id))
                .then()
                .statusCode(201)
                .body("session_id", equalTo(id))
                .body("id", equalTo(id))
                .body("status", equalTo("running"));

        String own = create(Map.of("id", id)).then().statusCode(409).extract().path("error_detail");
        String foreign =
                calling(Tokens.of("stranger", "user"))
                        .body(body(Map.of("id", id)))
                        .post(SESSIONS)
                        .then()
                        .statusCode(409)
                        .body("error_code", equalTo("Sandbox.Conflict"))
                        .extract()
                        .path("error_detail");
        assertThat(foreign).isEqualTo(own);
        assertThat(
                        ground.number(
                                "SELECT sum(sessions) AS n FROM containers WHERE template_id = $1",
                                Tuple.of(template)))
                .as("a refusal takes no place")
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "a-", "A", "a b", "a/b", "../a", "a\n", "ä"})
    void anIdOfAnotherShapeIsRefusedByName(String id) {
        create(Map.of("id", id))
                .then()
                .statusCode(400)
                .body("error_detail", containsString("'id'"));
    }

    @Test
    void anAgentGetsItsSessionBackAsLongAsItLives() {
        String first = made(Map.of("agent_id", "ann"));

        assertThat(made(Map.of("agent_id", "ann"))).isEqualTo(first);
        assertThat(made(Map.of("agent_id", "ben"))).isNotEqualTo(first);
        assertThat(made(Map.of())).isNotEqualTo(first);
        assertThat(foreign(Map.of("agent_id", "ann"))).isNotEqualTo(first);

        calling(token).delete(SESSIONS + "/" + first).then().statusCode(200);
        assertThat(made(Map.of("agent_id", "ann"))).isNotEqualTo(first);
    }

    @Test
    void anAgentHasAnotherSessionForAnotherTemplate() {
        String first = made(Map.of("agent_id", "ann"));
        String other = ground.template();
        ground.container(other, executor.port(), 4);

        assertThat(made(Map.of("agent_id", "ann", "template_id", other))).isNotEqualTo(first);
        assertThat(made(Map.of("agent_id", "ann"))).isEqualTo(first);
    }

    @Test
    void manyWhoAskForOneAgentGetOneSession() throws InterruptedException, ExecutionException {
        assertThat(crowd(() -> made(Map.of("agent_id", "ann")))).hasSize(1);
        assertThat(sessions()).isEqualTo(1);
    }

    @Test
    void anEphemeralSessionAndANamedOneAreNotAnAgents() {
        create(Map.of("agent_id", "ann", "mode", "ephemeral"))
                .then()
                .statusCode(400)
                .body("error_detail", containsString("agent_id"));
        create(Map.of("agent_id", "ann", "id", "abc"))
                .then()
                .statusCode(400)
                .body("error_detail", containsString("agent_id"));
        create(Map.of("agent_id", "")).then().statusCode(400);
        create(Map.of("agent_id", "a".repeat(129))).then().statusCode(400);
        assertThat(sessions()).isZero();
    }

    @Test
    void theSameRequestUnderTheSameKeyIsOneSession() {
        Map<String, ?> asked = Map.of("env_vars", Map.of("A", "1"), "metadata", Map.of("x", "y"));
        String first = keyed("k", asked).then().statusCode(201).extract().path("session_id");

        keyed("k", asked).then().statusCode(201).body("session_id", equalTo(first));
        keyed("k", Map.of("env_vars", Map.of("A", "2")))
                .then()
                .statusCode(409)
                .body("error_code", equalTo("Sandbox.Conflict"))
                .body("error_detail", containsString("Idempotency-Key"));
        keyed("other", asked).then().statusCode(201).body("session_id", not(first));
        calling(Tokens.of("t" + Ground.letters(10), "user"))
                .header("Idempotency-Key", "k")
                .body(body(asked))
                .post(SESSIONS)
                .then()
                .statusCode(201)
                .body("session_id", not(first));
    }

    @Test
    void aSessionThatIsOverIsStillTheAnswerToItsKey() {
        String first = keyed("k", Map.of()).then().statusCode(201).extract().path("session_id");
        calling(token).delete(SESSIONS + "/" + first).then().statusCode(200);

        keyed("k", Map.of())
                .then()
                .statusCode(201)
                .body("session_id", equalTo(first))
                .body("status", equalTo("terminated"));
    }

    @Test
    void manyWhoAskUnderOneKeyGetOneSession() throws InterruptedException, ExecutionException {
        Set<String> ids =
                crowd(() ->
                        keyed("k", Map.of()).then().statusCode(201).extract().path("session_id"));

        assertThat(ids).hasSize(1);
        assertThat(sessions()).isEqualTo(1);
    }

    @Test
    void ofManyWhoAskForDifferentThingsUnderOneKeyOneIsHeard()
            throws InterruptedException, ExecutionException {
        List<Integer> statuses =
                together(number ->
                        () ->
                                keyed("k", Map.of("metadata", Map.of("n", "" + number)))
                                        .statusCode());

        assertThat(statuses).containsOnlyOnce(201).contains(409).hasSize(CROWD);
        assertThat(sessions()).isEqualTo(1);
    }

    @Test
    void aKeyAndAnAgentTogetherStillMeanOneSession()
            throws InterruptedException, ExecutionException {
        String first = made(Map.of("agent_id", "ann"));

        assertThat(
                        crowd(() ->
                                keyed("k", Map.of("agent_id", "ann"))
                                        .then()
                                        .statusCode(201)
                                        .extract()
                                        .path("session_id")))
                .containsExactly(first);
        assertThat(sessions()).isEqualTo(1);
    }

    @Test
    void aSessionThatFailedIsNotGivenBack() {
        String key = "k";
        String empty = ground.template();
        Map<String, ?> asked = Map.of("template_id", empty);
        calling(token)
                .header("Idempotency-Key", key)
                .body(body(asked))
                .post(SESSIONS + "?wait=20")
                .then()
                .statusCode(503)
                .header("Retry-After", equalTo("1"));
        ground.container(empty, executor.port(), 4);

        String second = keyed(key, asked).then().statusCode(201).extract().path("session_id");

        keyed(key, asked)
                .then()
                .statusCode(201)
                .body("session_id", equalTo(second))
                .body("status", equalTo("running"));
    }

    @Test
    void aKeyHasABoundedLength() {
        keyed("k".repeat(255), Map.of()).then().statusCode(201);
        keyed("k".repeat(256), Map.of())
                .then()
                .statusCode(400)
                .body("error_detail", containsString("Idempotency-Key"));
    }

    @Test
    void aListIsCutToWhatIsAskedFor() {
        String ann = made(Map.of("agent_id", "ann", "metadata", Map.of("team", "a", "n", "1")));
        String ben = made(Map.of("agent_id", "ben", "metadata", Map.of("team", "a", "n", "2")));
        String short1 = made(Map.of("mode", "ephemeral", "metadata", Map.of("team", "b")));

        assertThat(listed("")).containsExactly(short1, ben, ann);
        assertThat(listed("?agent_id=ann")).containsExactly(ann);
        assertThat(listed("?mode=ephemeral")).containsExactly(short1);
        assertThat(listed("?metadata=team:a")).containsExactly(ben, ann);
        assertThat(listed("?metadata=team:a&metadata=n:2")).containsExactly(ben);
        assertThat(listed("?metadata=team:")).isEmpty();
        assertThat(listed("?limit=1&offset=1")).containsExactly(ben);
        assertThat(listed("?status=running&template_id=" + template)).hasSize(3);
        calling(token)
                .get(SESSIONS + "?limit=1&mode=persistent")
                .then()
                .body("total", equalTo(2))
                .body("sessions.session_id", contains(ben));
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0, limit",
        "limit=201, limit",
        "offset=-1, offset",
        "mode=other, mode",
        "status=gone, status",
        "metadata=novalue, metadata",
        "template_id=a%20b, template_id"
    })
    void aFilterThatMakesNoSenseIsRefusedByName(String query, String name) {
        calling(token)
                .urlEncodingEnabled(false)
                .get(SESSIONS + "?" + query)
                .then()
                .statusCode(400)
                .body("error_detail", containsString(name));
    }

    @Test
    void valuesOfTheEnvironmentAreNeitherShownNorStored() {
        String id = made(Map.of("env_vars", Map.of("PASSWORD", "hush-hush-hush")));

        String shown = calling(token).get(SESSIONS + "/" + id).asString();
        byte[] stored =
                ground.sql("SELECT env_sealed FROM sessions WHERE id = $1", Tuple.of(id))
                        .iterator()
                        .next()
                        .getBuffer("env_sealed")
                        .getBytes();

        assertThat(shown).contains("\"PASSWORD\":\"***\"").doesNotContain("hush");
        assertThat(new String(stored, StandardCharsets.ISO_8859_1)).doesNotContain("hush");
        assertThat(executor.calls("PUT").getLast()).contains("hush-hush-hush");
    }

    @Test
    void theEndOfAnExecutionIsActivityAndQuietIsNot() {
        String busy = made(Map.of("timeout", 60));
        String quiet = made(Map.of("timeout", 60));
        ground.sql(
                """
                INSERT INTO executions (id, session_id, tenant, status, language, code, env_sealed, timeout_seconds,
                  created_at, completed_at)
                VALUES ($1, $2, $3, 'completed', 'python', '1', '', 500, now() - interval '300 s',
                  now() - interval '10 s')
                """,
                Tuple.of("exec_20260101_" + Ground.letters(8), busy, tenant));
        ground.sql(
                "UPDATE sessions SET last_activity_at = now() - interval '300 s' WHERE tenant = $1",
                Tuple.of(tenant));

        Ground.await(() -> status(quiet).equals("timeout"));

        assertThat(status(busy)).isEqualTo("running");
    }

    @Test
    void toEndASessionTwiceIsToEndIt() {
        String id = made(Map.of());

        calling(token).delete(SESSIONS + "/" + id).then().statusCode(200);
        calling(token).delete(SESSIONS + "/" + id).then().statusCode(200);
        calling(token).post(SESSIONS + "/" + id + "/terminate").then().statusCode(200);

        assertThat(status(id)).isEqualTo("terminated");
        calling(Tokens.of("stranger", "user"))
                .delete(SESSIONS + "/" + id)
                .then()
                .statusCode(404)
                .body("error_code", equalTo("Sandbox.SessionNotFound"));
    }

    private String status(String id) {
        return calling(token)
                .get(SESSIONS + "/" + id)
                .then()
                .statusCode(200)
                .extract()
                .path("status");
    }

    private List<String> listed(String query) {
        return calling(token)
                .urlEncodingEnabled(false)
                .get(SESSIONS + query)
                .then()
                .statusCode(200)
                .extract()
                .path("sessions.session_id");
    }

    private long sessions() {
        return ground.number(
                "SELECT count(*) AS n FROM sessions WHERE tenant = $1", Tuple.of(tenant));
    }

    private Set<String> crowd(Callable<String> each)
            throws InterruptedException, ExecutionException {
        return Set.copyOf(this.<String>together(_ -> each));
    }

    private <T> List<T> together(IntFunction<Callable<T>> each)
            throws InterruptedException, ExecutionException {
        try (var threads = Executors.newFixedThreadPool(CROWD)) {
            List<Callable<T>> all = IntStream.range(0, CROWD).mapToObj(each).toList();
            List<T> answers = new ArrayList<>();
            for (Future<T> one : threads.invokeAll(all)) {
                answers.add(one.get());
            }
            return answers;
        }
    }

    private String foreign(Map<String, ?> more) {
        return calling(Tokens.of("t" + Ground.letters(10), "user"))
                .body(body(more))
                .post(SESSIONS)
                .then()
                .statusCode(201)
                .extract()
                .path("session_id");
    }

    private String made(Map<String, ?> more) {
        return create(more).then().statusCode(201).extract().path("session_id");
    }

    private Response create(Map<String, ?> more) {
        return calling(token).body(body(more)).post(SESSIONS);
    }

    private Response keyed(String key, Map<String, ?> more) {
        return calling(token).header("Idempotency-Key", key).body(body(more)).post(SESSIONS);
    }

    private Map<String, Object> body(Map<String, ?> more) {
        Map<String, Object> body = new HashMap<>(Map.of("template_id", template));
        body.putAll(more);
        return body;
    }

    private static RequestSpecification calling(String token) {
        return given().contentType("application/json").header("Authorization", "Bearer " + token);
    }
}
