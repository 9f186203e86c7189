package dev.cloche.control.execution;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.cloche.control.installation.FoundationResource;
import dev.cloche.control.kernel.Secret;
import dev.cloche.control.kernel.Vault;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Events, input, signals and cancellation, with real rows and an executor that does as it is told.
@QuarkusTest
@QuarkusTestResource(FoundationResource.class)
final class ControlApiTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String RESULT =
            """
            {"status": "%s", "verdict": "%s", "stdout": "%s", "stderr": "", "exit_code": 0,
             "execution_time": 0.01, "artifacts": [],
             "metrics": {"duration_ms": 10, "queue_ms": 0, "cpu_time_ms": 5, "peak_memory_mb": 9,
                         "io_read_bytes": 0, "io_write_bytes": 0}%s}
            """;

    @Inject Pool pool;
    @Inject Vault vault;
    @Inject Vertx vertx;

    @ConfigProperty(name = "mp.jwt.verify.publickey.location")
    String verifyingKey;

    @TestHTTPResource URL url;

    private ExecutorDouble executor;
    private String token;
    private String container;
    private String secret;
    private String session;
    private String execution;

    @BeforeEach
    void anExecutionThatIsHandedOver() throws IOException {
        executor = new ExecutorDouble(vertx);
        token = token("default");
        container = "cont_" + letters(16);
        secret = "secret-" + letters(20);
        session = "sess_" + letters(16);
        execution = "exec_20260101_" + letters(8);
        insertContainer();
        insertSession("running");
        insertExecution(execution);
    }

    @AfterEach
    void close() {
        report("success", "ok", "", "");
        executor.close();
    }

    @Test
    void aReaderHearsWhatTheExecutorSaysAndTheRestFromTheRow() throws IOException {
        var seen = new ArrayList<String>();
        try (Reader reader = new Reader("")) {
            seen.addAll(reader.until("event: status"));
            await(() -> executor.readers() == 1);
            executor.say("{\"what\":\"stdout\",\"text\":\"ab\",\"at\":2}\n{\"what\":\"std");
            seen.addAll(reader.until("data: {\"text\":\"ab\"}"));
            executor.say("err\",\"text\":\"e\",\"at\":1}\n");
            seen.addAll(reader.until("data: {\"text\":\"e\"}"));

            executor.hangUp();
            report("success", "ok", "abcd", "");
            seen.addAll(reader.until("event: result"));
        }

        assertThat(seen)
                .filteredOn(line -> line.startsWith("id: "))
                .containsExactly(
                        "id: 0.0.1",
                        "id: 0.0.2",
                        "id: 2.0.2",
                        "id: 2.1.2",
                        "id: 4.1.2",
                        "id: 4.1.3",
                        "id: 4.1.4");
        assertThat(seen).contains("data: {\"text\":\"cd\"}", "data: {\"status\":\"completed\"}");
    }

    @Test
    void aReaderIsKeptAliveAndListensAgainWhenItsFeedBreaks() throws IOException {
        try (Reader reader = new Reader("")) {
            reader.until("data: {\"status\":\"running\"}");
            await(() -> executor.readers() == 1);
            executor.say("{\"what\":\"stdout\",\"text\":\"abc\",\"at\":3}\n");
            reader.until("data: {\"text\":\"abc\"}");
            reader.until(":");

            executor.hangUp();
            reader.until(":");
            reader.until(":");

            await(() -> executor.readers() == 1);
            assertThat(executor.calls("GET").getLast()).contains("?stdout=3&stderr=0");
            executor.say("{\"what\":\"stdout\",\"text\":\"d\",\"at\":4}\n");
            assertThat(reader.until("data: {\"text\":\"d\"}")).contains("id: 4.0.2");
        }
    }

    @Test
    void whoLeavesIsNotListenedFor() throws IOException {
        try (Reader reader = new Reader("")) {
            reader.until("data: {\"status\":\"running\"}");
            await(() -> executor.readers() == 1);
        }

        await(() -> executor.readers() == 0);
    }

    @Test
    void aReaderOfWhatIsNoNewsWaitsForTheResult() throws IOException {
        try (Reader reader = new Reader("")) {
            reader.until("data: {\"status\":\"running\"}");
            await(() -> executor.readers() == 1);
            executor.say("<html>\n");
            report("success", "ok", "xyz", "");

            assertThat(reader.until("event: result")).contains("data: {\"text\":\"xyz\"}");
        }
    }

    @Test
    void whoHeardMoreThanWasReportedIsToldTheEnd() throws IOException {
        set("retry = false");
        report("crashed", "crashed", "", "");

        try (Reader reader = new Reader("500.0.2")) {
            assertThat(reader.until("event: result"))
                    .contains("id: 500.0.4", "data: {\"status\":\"failed\"}")
                    .noneMatch(line -> line.startsWith("data: {\"text\""));
        }
    }

    @Test
    void aCancellationThatTheExecutorMissesIsSaidAgain() {
        executor.refuses(_ -> 503);
        Thread cancelling = Thread.startVirtualThread(() -> calling().post(path("cancel")));
        await(() -> executor.calls("DELETE").size() >= 1);
        executor.refuses(_ -> 202);

        await(() -> executor.calls("DELETE").size() >= 2);

        assertThat(executor.calls("DELETE").getLast())
                .contains("/v1/sessions/" + session + "/executions/" + execution + "?attempt=1");
        report("failed", "cancelled", "so far", "");
        await(() -> !cancelling.isAlive());
        calling()
                .get(path("result"))
                .then()
                .statusCode(200)
                .body("verdict", equalTo("cancelled"))
                .body("stdout", equalTo("so far"));
    }

    @Test
    void aCancellationIsAnsweredWithTheEnd() {
        executor.refuses(method -> {
            if (method.equals("DELETE")) {
                Thread.startVirtualThread(() -> report("failed", "cancelled", "", ""));
            }
            return 202;
        });

        calling()
                .post(path("cancel"))
                .then()
                .statusCode(200)
                .body("execution_id", equalTo(execution))
                .body("status", equalTo("cancelled"));
    }

    @Test
    void aCancellationThatNobodyHearsEndsAllTheSame() {
        executor.refuses(_ -> 500);

        calling().post(path("cancel")).then().statusCode(200);

        await(() -> column("status").equals("cancelled"));
        assertThat(column("verdict")).isEqualTo("cancelled");
    }

    @Test
    void whatIsCancelledBeforeItsSessionOpensIsNeverHandedOver() {
        pool.preparedQuery("UPDATE containers SET ready_at = NULL WHERE id = $1")
                .execute(Tuple.of(container))
                .await()
                .atMost(SOON);
        pool.preparedQuery("UPDATE sessions SET status = 'creating' WHERE id = $1")
                .execute(Tuple.of(session))
                .await()
                .atMost(SOON);
        String other = "exec_20260101_" + letters(8);
        insertExecution(other);

        calling().post(path("cancel")).then().statusCode(200).body("status", equalTo("cancelled"));
        reporting()
                .body(
                        "{\"container_id\": \"%s\", \"executor_port\": %d, \"isolation\": \"full\"}"
                                .formatted(container, executor.port()))
                .post("/internal/sessions/" + container + "/container_ready")
                .then()
                .statusCode(200);

        await(() -> executor.calls("PUT").stream().anyMatch(call -> call.contains(other)));
        assertThat(executor.calls()).noneMatch(call -> call.contains(execution));
        assertThat(executor.calls("DELETE")).isEmpty();
    }

    /// A wish that is written down but not carried out, as after a crash, is enough.
    @Test
    void whatIsToBeStoppedIsNotHandedOverAgain() {
        set("cancel_requested_at = now(), created_at = now() - interval '1 minute'");

        await(() -> executor.calls("DELETE").size() >= 2);

        assertThat(executor.calls("PUT")).noneMatch(call -> call.contains(execution));
    }

    /// It may wait there for as long as others run.
    @Test
    void whatItsExecutorHoldsIsNotHandedOverAgain() {
        executor.holds(execution);
        set("created_at = now() - interval '1 minute'");

        await(() -> asked() >= 3);

        assertThat(executor.calls("PUT")).noneMatch(call -> call.contains(execution));
        executor.holds();
        await(() -> executor.calls("PUT").stream().anyMatch(call -> call.contains(execution)));
    }

    /// It holds the attempt that was given up, which may go on for long.
    @Test
    void aLaterAttemptIsHandedOverToAnExecutorThatHoldsAnEarlierOne() {
        executor.holds(execution);
        set("attempt = 2, created_at = now() - interval '1 minute'");

        await(() -> executor.calls("PUT").stream().anyMatch(call -> call.contains(execution)));

        assertThat(executor.calls("PUT").getLast()).contains("\"attempt\":2");
    }

    private long asked() {
        return executor.calls("GET").stream().filter(call -> call.contains("/v1/state")).count();
    }

    @Test
    void theExecutorIsToldThatInputFollows() {
        set("stdin_open = true, created_at = now() - interval '1 minute'");

        await(() -> executor.calls("PUT").stream().anyMatch(call -> call.contains(execution)));

        assertThat(executor.calls("PUT").getLast()).contains("\"stdin_open\":true");
    }

    @ParameterizedTest
    @CsvSource({
        "taken,204,",
        "closed,409,closed",
        "full,429,does not read",
        "waiting,409,not started",
        "over,409,any more"
    })
    void inputIsAnsweredAsTheExecutorTakesIt(String what, int status, String words) {
        set("stdin_open = true");
        executor.answers("{\"what\":\"" + what + "\"}");
        executor.refuses(_ -> 200);

        var answer = calling().body("{\"data\": \"ä\"}").post(path("stdin")).then();

        answer.statusCode(status);
        if (words != null) {
            answer.body("error_detail", containsString(words));
        }
        assertThat(executor.calls("POST"))
                .containsExactly(
                        "POST /v1/sessions/"
                                + session
                                + "/executions/"
                                + execution
                                + "/stdin {\"data\":\"ä\",\"end\":false}");
    }

    @ParameterizedTest
    @CsvSource({
        "SIGHUP,1",
        "INT,2",
        "sigkill,9",
        "SIGUSR1,10",
        "SIGTERM,15",
        "SIGTSTP,20",
        "SIGWINCH,28"
    })
    void signalsAreSentByTheirNumbers(String name, int number) {
        executor.refuses(_ -> 200);

        calling()
                .body("{\"signal\": \"" + name + "\"}")
                .post(path("signal"))
                .then()
                .statusCode(204);

        assertThat(executor.calls("POST"))
                .singleElement()
                .asString()
                .endsWith("/signal {\"signal\":" + number + "}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stdin", "signal", "cancel"})
    void othersReachNothing(String call) {
        String body = call.equals("signal") ? "{\"signal\": \"SIGINT\"}" : "{\"data\": \"x\"}";
        given().contentType("application/json")
                .header("Authorization", "Bearer " + token("another"))
                .body(body)
                .post(path(call))
                .then()
                .statusCode(404)
                .body("error_code", equalTo("Sandbox.ExecutionNotFound"));
        given().contentType("application/json").body(body).post(path(call)).then().statusCode(401);

        assertThat(executor.calls()).isEmpty();
    }

    @Test
    void changesOfFilesAreShown() {
        String changes =
                """
                , "changes": [
                  {"path": "a.txt", "change": "created", "size": 3, "mime_type": "text/plain",
                   "sha256": "%s"},
                  {"path": "gone", "change": "deleted"}],
                  "changes_truncated": true
                """
                        .formatted("ab".repeat(32));
        report("success", "ok", "", changes);

        calling()
                .get(path("result"))
                .then()
                .body("changes", hasSize(2))
                .body("changes[0].change", equalTo("created"))
                .body("changes[0].size", equalTo(3))
                .body("changes[0].sha256", equalTo("ab".repeat(32)))
                .body("changes[1].path", equalTo("gone"))
                .body("changes[1].size", equalTo(null))
                .body("changes_truncated", equalTo(true));
    }

    @Test
    void aReportWithoutChangesShowsNone() {
        report("success", "ok", "", "");

        calling()
                .get(path("result"))
                .then()
                .body("changes", hasSize(0))
                .body("changes_truncated", equalTo(false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"path\": \"\", \"change\": \"created\"}]",
                "[{\"path\": \"a\"}]",
                "[{\"path\": \"a\", \"change\": \"moved\"}]",
                "[{\"path\": \"a\", \"change\": \"created\", \"size\": -1}]",
                "[{\"path\": \"a\", \"change\": \"created\", \"sha256\": \"xyz\"}]",
                "{}"
            })
    void changesThatCannotBeAreRefused(String changes) {
        reporting()
                .body(RESULT.formatted("success", "ok", "", ", \"changes\": " + changes))
                .post("/internal/executions/" + execution + "/result")
                .then()
                .statusCode(400)
                .body("error_code", equalTo("Internal.InvalidParameter"));
    }

    private void report(String status, String verdict, String stdout, String more) {
        reporting()
                .body(RESULT.formatted(status, verdict, stdout, more))
                .post("/internal/executions/" + execution + "/result");
    }

    private RequestSpecification reporting() {
        return given().contentType("application/json").header("Authorization", "Bearer " + secret);
    }

    private RequestSpecification calling() {
        return given().contentType("application/json").header("Authorization", "Bearer " + token);
    }

    private String path(String call) {
        return "/api/v1/executions/" + execution + "/" + call;
    }

    private void set(String columns) {
        pool.preparedQuery("UPDATE executions SET " + columns + " WHERE id = $1")
                .execute(Tuple.of(execution))
                .await()
                .atMost(SOON);
    }

    private String column(String name) {
        String value =
                pool.preparedQuery("SELECT " + name + " AS value FROM executions WHERE id = $1")
                        .execute(Tuple.of(execution))
                        .await()
                        .atMost(SOON)
                        .iterator()
                        .next()
                        .getString("value");
        return value == null ? "" : value;
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + SOON.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("still not so").isLessThan(end);
            LockSupport.parkNanos(10_000_000);
        }
    }

    private String token(String tenant) {
        var claims = new JwtClaims();
        claims.setIssuer("cloche");
        claims.setSubject("test");
        claims.setStringListClaim("groups", List.of("user"));
        claims.setStringClaim("tenant", tenant);
        claims.setIssuedAtToNow();
        claims.setExpirationTimeMinutesInTheFuture(60);
        claims.setGeneratedJwtId();
        var signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setAlgorithmHeaderValue("RS256");
        try {
            Path key = Path.of(URI.create(verifyingKey)).resolveSibling("jwt-private.pem");
            String pem = Files.readString(key).replaceAll("-----[A-Z ]+-----", "");
            signature.setKey(
                    KeyFactory.getInstance("RSA")
                            .generatePrivate(
                                    new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem))));
            return signature.getCompactSerialization();
        } catch (IOException | GeneralSecurityException | JoseException e) {
            throw new IllegalStateException("cannot sign", e);
        }
    }

    private void insertContainer() {
        pool.preparedQuery(
                        """
                        INSERT INTO containers (id, template_id, generation, runtime, status, places, sessions,
                          secret_hash, control_plane_url, isolation_required, resources, created_at, ready_at, host, port)
                        VALUES ($1, 'python-basic', 1, 'local', 'starting', 4, 1, $2, 'http://127.0.0.1:8000', 'full',
                          '{}', now(), now(), '127.0.0.1', $3)
                        """)
                .execute(
                        Tuple.of(
                                container,
                                Buffer.buffer(new Secret(secret).hash()),
                                executor.port()))
                .await()
                .atMost(SOON);
    }

    private void insertSession(String status) {
        pool.preparedQuery(
                        """
                        INSERT INTO sessions (id, tenant, created_by, template_id, mode, status, container_id, resources,
                          env_names, env_sealed, network_enabled, metadata, timeout_seconds, created_at, updated_at,
                          last_activity_at)
                        VALUES ($1, 'default', 'me', 'python-basic', 'persistent', $4, $2,
                          '{"cpu": "1", "memory": "512Mi", "disk": "1Gi", "max_processes": 64}', '{}', $3, false,
                          '{}', 300, now(), now(), now())
                        """)
                .execute(
                        Tuple.of(
                                session,
                                container,
                                Buffer.buffer(vault.seal("{}", session)),
                                status))
                .await()
                .atMost(SOON);
    }

    private void insertExecution(String id) {
        pool.preparedQuery(
                        """
                        INSERT INTO executions (id, session_id, tenant, container_id, status, language, code, env_sealed,
                          timeout_seconds, created_at)
                        VALUES ($1, $2, 'default', $3, 'pending', 'python', 'print(2)', $4, 30, now())
                        """)
                .execute(Tuple.of(id, session, container, Buffer.buffer(vault.seal("{}", id))))
                .await()
                .atMost(SOON);
    }

    private static String letters(int count) {
        return (UUID.randomUUID().toString() + UUID.randomUUID())
                .replace("-", "")
                .substring(0, count);
    }

    /// Somebody who reads the lines of a stream of events.
    private final class Reader implements AutoCloseable {

        private final HttpURLConnection connection;
        private final BufferedReader lines;

        Reader(String last) throws IOException {
            connection =
                    (HttpURLConnection)
                            URI.create(url.toString())
                                    .resolve(path("events"))
                                    .toURL()
                                    .openConnection();
            connection.setReadTimeout((int) SOON.toMillis());
            connection.setRequestProperty("Authorization", "Bearer " + token);
            connection.setRequestProperty("Last-Event-ID", last);
            lines =
                    new BufferedReader(
                            new InputStreamReader(
                                    connection.getInputStream(), StandardCharsets.UTF_8));
        }

        /// The lines up to this one, with it.
        List<String> until(String wanted) throws IOException {
            var seen = new ArrayList<String>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                seen.add(line);
                if (line.equals(wanted)) {
                    return seen;
                }
            }
            throw new AssertionError("the stream ended after " + seen);
        }

        @Override
        public void close() {
            connection.disconnect();
        }
    }
}
