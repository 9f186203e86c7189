package dev.cloche.acceptance.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.acceptance.product.Answer;
import dev.cloche.acceptance.product.Await;
import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.Events;
import dev.cloche.acceptance.product.Finished;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.Sandbox;
import dev.cloche.acceptance.product.SharedProduct;
import dev.cloche.api.error.ErrorCode;
import io.restassured.http.Method;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Executions that their callers do not want any more.
@ExtendWith(SharedProduct.class)
final class CancelTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    private final Product product;
    private final Caller caller;

    CancelTest(Product product) {
        this.product = product;
        this.caller = product.newTenant();
    }

    @Test
    void whatRunsEndsAndWhatItPrintedIsKept() {
        try (Sandbox sandbox = Sandbox.open(caller)) {
            String execution = sandbox.submit(shell("echo kept; trap '' TERM; sleep 301"));
            try (Events events = Events.of(caller, execution)) {
                events.untilPrinted("kept");

                Answer answer = cancel(execution);

                assertThat(answer.expect(200).text("status")).isEqualTo("cancelled");
                List<Events.Event> rest = events.rest();
                assertThat(Events.statuses(rest)).containsExactly("cancelled");
                assertThat(rest.getLast().data().path("verdict").asText()).isEqualTo("cancelled");
            }
            Finished run = sandbox.result(execution).failed("cancelled");
            assertThat(run.stdout()).isEqualTo("kept\n");
            Await.until("nothing of it runs", SOON, () -> runs("sleep 301"), found -> !found);
        }
    }

    @Test
    void whatIsOverStaysAsItIs() {
        try (Sandbox sandbox = Sandbox.open(caller)) {
            String execution = sandbox.shell("echo done").ok().executionId();

            Answer answer = cancel(execution);

            assertThat(answer.expect(200).text("status")).isEqualTo("completed");
            assertThat(sandbox.result(execution).ok().stdout()).isEqualTo("done\n");
        }
    }

    @Test
    void cancellingTwiceIsCancellingOnce() {
        try (Sandbox sandbox = Sandbox.open(caller)) {
            String execution = sandbox.submit(shell("sleep 300"));

            assertThat(cancel(execution).expect(200).text("status")).isEqualTo("cancelled");
            assertThat(cancel(execution).expect(200).text("status")).isEqualTo("cancelled");
        }
    }

    /// Whatever is on its way is caught: the two calls race in each round.
    @Test
    void whatIsCancelledAsSoonAsItIsSubmittedNeverStaysOpen() {
        try (Sandbox sandbox = Sandbox.open(caller)) {
            for (int i = 0; i < 30; i++) {
                String execution = sandbox.submit(shell("sleep 302"));
                assertThat(cancel(execution).expect(200).text("status")).isEqualTo("cancelled");
                assertThat(sandbox.result(execution).verdict()).isEqualTo("cancelled");
            }
            Await.until("nothing of them runs", SOON, () -> runs("sleep 302"), found -> !found);
        }
    }

    @Test
    void whatWaitsForItsSessionIsNeverRun() {
        String session =
                caller.post("/api/v1/sessions", Map.of("template_id", "nodejs-basic"))
                        .expect(201)
                        .text("session_id");
        String path = "/api/v1/sessions/" + session;
        String execution =
                caller.post(path + "/execute", shell("sleep 303")).expect(200).text("execution_id");

        Answer answer = cancel(execution);

        assertThat(answer.expect(200).text("status")).isEqualTo("cancelled");
        Await.until(
                "the session is open",
                SOON,
                () -> caller.get(path).text("status"),
                "running"::equals);
        Map<String, Object> look = shell("pgrep -f 'sleep 303' || echo nothing");
        assertThat(
                        new Finished(caller.post(path + "/execute-sync", look).expect(200).json())
                                .verdict())
                .isEqualTo("ok");
        assertThat(runs("sleep 303")).isFalse();
        assertThat(caller.get("/api/v1/executions/" + execution + "/status").text("status"))
                .isEqualTo("cancelled");
        caller.delete(path).expect(200);
    }

    @Test
    void aSessionForOneExecutionEndsWithItsCancellation() {
        Map<String, String> request = Map.of("template_id", "multi-language", "mode", "ephemeral");
        Sandbox sandbox = Sandbox.open(caller, request);
        String execution = sandbox.submit(shell("sleep 300"));

        cancel(execution).expect(200);

        Await.until("the session is over", SOON, sandbox::status, "completed"::equals);
    }

    @Test
    void onlyTheTenantMayCancel() {
        try (Sandbox sandbox = Sandbox.open(caller)) {
            String execution = sandbox.submit(shell("sleep 300"));

            product.newTenant()
                    .post("/api/v1/executions/" + execution + "/cancel", Map.of())
                    .refusedWith(ErrorCode.EXECUTION_NOT_FOUND);
            product.anonymous()
                    .post("/api/v1/executions/" + execution + "/cancel", Map.of())
                    .refusedWith(ErrorCode.UNAUTHORIZED);
            cancel("exec_20260101_aaaaaaaa").refusedWith(ErrorCode.EXECUTION_NOT_FOUND);

            assertThat(sandbox.status(execution)).isIn("pending", "running");
            cancel(execution).expect(200);
        }
    }

    private Answer cancel(String execution) {
        return caller.send(Method.POST, "/api/v1/executions/" + execution + "/cancel");
    }

    private boolean runs(String words) {
        return product.processes().stream().anyMatch(one -> one.commandLine().equals(words));
    }

    private static Map<String, Object> shell(String code) {
        return Map.of("language", "shell", "code", code, "timeout", 400);
    }
}
