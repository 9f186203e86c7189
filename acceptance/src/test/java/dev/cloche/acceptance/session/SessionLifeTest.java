package dev.cloche.acceptance.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloche.acceptance.product.Await;
import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.Sandbox;
import dev.cloche.acceptance.product.SharedProduct;
import dev.cloche.api.error.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedProduct.class)
final class SessionLifeTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Map<String, Object> HELLO =
            Map.of("language", "python", "code", "print('hello')");

    private final Caller caller;

    SessionLifeTest(Product product) {
        this.caller = product.newTenant();
    }

    @Test
    void aSessionThatIsWaitedForRuns() {
        try (Sandbox sandbox = Sandbox.open(caller, Map.of("template_id", "python-basic"))) {
            JsonNode created = sandbox.created();

            assertThat(sandbox.id()).matches("sess_[a-z0-9]{16}");
            assertThat(created.path("mode").asText()).isEqualTo("persistent");
            assertThat(created.path("container_id").asText()).matches("cont_[a-z0-9]{16}");
            assertThat(created.path("runtime_type").asText()).isEqualTo("local");
            assertThat(created.path("timeout").asInt()).isBetween(60, 3600);
            assertThat(created.path("resources").path("cpu").asText()).isNotBlank();
            assertThat(created.path("resources").path("memory").asText()).isNotBlank();
            assertThat(created.path("resources").path("disk").asText()).isNotBlank();
            assertThat(created.path("resources").path("max_processes").asInt()).isPositive();
            assertThat(created.path("env_vars").isObject()).isTrue();
            assertThat(created.path("workspace_path").asText()).contains(sandbox.id());
        }
    }

    @Test
    void aSessionReadsBackAsItWasCreated() {
        Map<String, Object> request =
                Map.of(
                        "template_id",
                        "python-basic",
                        "timeout",
                        123,
                        "metadata",
                        Map.of("purpose", "prüfen 试验"),
                        "resources",
                        Map.of("memory", "300Mi", "max_processes", 40));
        try (Sandbox sandbox = Sandbox.open(caller, request)) {
            JsonNode read = caller.get(sandbox.path()).expect(200).json();

            for (String field : new String[] {"session_id", "id", "template_id", "created_at"}) {
                assertThat(read.path(field)).isEqualTo(sandbox.created().path(field));
            }
            assertThat(read.path("timeout").asInt()).isEqualTo(123);
            assertThat(read.path("metadata").path("purpose").asText()).isEqualTo("prüfen 试验");
            assertThat(read.path("resources").path("memory").asText()).isEqualTo("300Mi");
            assertThat(read.path("resources").path("max_processes").asInt()).isEqualTo(40);
            assertThat(read.path("resources").path("cpu").asText()).isNotBlank();
        }
    }

    @Test
    void deletingASessionEndsItAndKeepsItsRecord() {
        Sandbox sandbox = Sandbox.open(caller);

        String message = caller.delete(sandbox.path()).expect(200).text("message");

        assertThat(message).isNotBlank();
        assertThat(sandbox.status()).isEqualTo("terminated");
        JsonNode record = caller.get(sandbox.path()).expect(200).json();
        assertThat(Instant.parse(record.path("completed_at").asText()))
                .isAfterOrEqualTo(Instant.parse(record.path("created_at").asText()));
    }

    @Test
    void deletingASessionTwiceIsFine() {
        Sandbox sandbox = Sandbox.open(caller);
        caller.delete(sandbox.path()).expect(200);
        String completed = caller.get(sandbox.path()).expect(200).text("completed_at");

        caller.delete(sandbox.path()).expect(200);

        assertThat(caller.get(sandbox.path()).text("completed_at")).isEqualTo(completed);
    }

    @Test
    void aTerminatedSessionRunsNothing() {
        Sandbox sandbox = Sandbox.open(caller);
        caller.post(sandbox.path() + "/terminate", Map.of()).expect(200);

        String detail =
                caller.post(sandbox.path() + "/execute", HELLO)
                        .refusedWith(ErrorCode.SESSION_NOT_FOUND);

        assertThat(sandbox.status()).isEqualTo("terminated");
        assertThat(detail).contains(sandbox.id());
        caller.post(sandbox.path() + "/execute-sync", HELLO)
                .refusedWith(ErrorCode.SESSION_NOT_FOUND);
    }

    @Test
    void theRecordsOfExecutionsOutliveTheirSession() {
        Sandbox sandbox = Sandbox.open(caller);
        String execution = sandbox.submit(HELLO);
        sandbox.result(execution);

        sandbox.close();

        assertThat(sandbox.result(execution).ok().stdout()).isEqualTo("hello\n");
        assertThat(sandbox.status(execution)).isEqualTo("completed");
    }

    @Test
    void whatRunsInADeletedSessionIsCancelled() {
        Sandbox sandbox = Sandbox.open(caller);
        String execution =
                sandbox.submit(
                        Map.of(
                                "language",
                                "python",
                                "code",
                                "import time\nprint('begun', flush=True)\ntime.sleep(600)",
                                "timeout",
                                700));
        Await.until("it runs", SOON, () -> sandbox.status(execution), "running"::equals);

        sandbox.close();

        String ended =
                Await.until(
                        "it is over",
                        SOON,
                        () -> sandbox.status(execution),
                        status -> !status.equals("running"));
        assertThat(ended).isEqualTo("cancelled");
        assertThat(sandbox.result(execution).failed("cancelled").exitCode()).isNotZero();
    }

    @Test
    void anEphemeralSessionIsCompletedByItsFirstExecution() {
        Sandbox sandbox =
                Sandbox.open(caller, Map.of("template_id", "python-basic", "mode", "ephemeral"));

        assertThat(sandbox.run(HELLO).ok().stdout()).isEqualTo("hello\n");

        Await.until("the session is completed", SOON, sandbox::status, "completed"::equals);
        caller.post(sandbox.path() + "/execute", HELLO).refusedWith(ErrorCode.SESSION_NOT_FOUND);
    }

    @Test
    void anEphemeralSessionIsCompletedEvenWhenItsCodeFails() {
        Sandbox sandbox =
                Sandbox.open(caller, Map.of("template_id", "python-basic", "mode", "ephemeral"));

        assertThat(sandbox.python("raise SystemExit(9)").failed("error").exitCode()).isEqualTo(9);

        Await.until("the session is completed", SOON, sandbox::status, "completed"::equals);
    }

    @Test
    void aSessionThatIsNotWaitedForRunsSoon() {
        String id =
                caller.post("/api/v1/sessions", Map.of("template_id", "nodejs-basic"))
                        .expect(201)
                        .text("session_id");

        String status =
                Await.until(
                        "it is created",
                        Duration.ofSeconds(60),
                        () -> caller.get("/api/v1/sessions/" + id).expect(200).text("status"),
                        seen -> !seen.equals("creating"));

        assertThat(status).isEqualTo("running");
    }
}
