package dev.cloche.acceptance.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloche.acceptance.product.Answer;
import dev.cloche.acceptance.product.Await;
import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.Sandbox;
import dev.cloche.acceptance.product.SharedProduct;
import dev.cloche.api.error.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// An execution from its submission to its result, as somebody sees it who asks.
@ExtendWith(SharedProduct.class)
final class ExecutionLifeTest {

    private static final String EXECUTIONS = "/api/v1/executions/";
    private static final Duration SOON = Duration.ofSeconds(20);

    /// Runs until a file appears in the workspace.
    private static final Map<String, Object> UNTIL_TOLD =
            Map.of(
                    "language",
                    "shell",
                    "timeout",
                    120,
                    "code",
                    "echo begun; until [ -e told ]; do sleep 0.05; done; echo told");

    private static final Map<String, Object> TELL =
            Map.of("language", "shell", "code", "touch told");

    private final Caller caller;
    private final Sandbox sandbox;

    ExecutionLifeTest(Caller caller, Sandbox sandbox) {
        this.caller = caller;
        this.sandbox = sandbox;
    }

    @Test
    void aRunGoesFromPendingOverRunningToCompleted() {
        String execution = sandbox.submit(UNTIL_TOLD);
        Await.until("it runs", SOON, () -> sandbox.status(execution), "running"::equals);
        Answer early = caller.get(EXECUTIONS + execution + "/result");

        sandbox.run(TELL).ok();

        assertThat(sandbox.result(execution).ok().stdout()).isEqualTo("begun\ntold\n");
        assertThat(sandbox.status(execution)).isEqualTo("completed");
        early.expect(202);
        assertThat(Integer.parseInt(early.header("Retry-After").orElse("-1"))).isPositive();
    }

    @Test
    void waitingForAResultEndsWithTheWaitWhenItIsNotThere() {
        String execution = sandbox.submit(UNTIL_TOLD);

        Answer answer = caller.get(EXECUTIONS + execution + "/result?wait=1");

        answer.expect(202);
        assertThat(answer.header("Retry-After")).isPresent();
        assertThat(answer.body()).doesNotContain("begun");
    }

    @Test
    void waitingForAResultEndsWhenItIsThere() {
        String execution =
                sandbox.submit(Map.of("language", "python", "code", "import time; time.sleep(1)"));

        Instant asked = Instant.now();
        Answer answer = caller.get(EXECUTIONS + execution + "/result?wait=60");

        assertThat(answer.expect(200).text("status")).isEqualTo("success");
        assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void aSubmissionMayWaitForTheEnd() {
        Answer answer =
                caller.post(
                        sandbox.path() + "/execute?wait=30",
                        Map.of("language", "python", "code", "print(1)"));

        assertThat(answer.expect(200).text("status")).isEqualTo("completed");
        assertThat(sandbox.result(answer.text("execution_id")).ok().stdout()).isEqualTo("1\n");
    }

    @Test
    void aSynchronousCallThatWaitsTooLongSaysSoAndTheRunGoesOn() {
        Answer answer = caller.post(sandbox.path() + "/execute-sync?sync_timeout=10", UNTIL_TOLD);

        answer.refusedWith(ErrorCode.SYNC_TIMEOUT);
        String execution = list("").path("executions").path(0).path("execution_id").asText();
        assertThat(sandbox.status(execution)).isEqualTo("running");
        sandbox.run(TELL).ok();
        assertThat(sandbox.result(execution).ok().stdout()).isEqualTo("begun\ntold\n");
    }

    @Test
    void anExecutionShowsItsCodeAndItsResult() {
        String code = "print('größer')\n";
        String execution = sandbox.submit(Map.of("language", "python", "code", code, "timeout", 7));
        sandbox.result(execution);

        JsonNode whole = caller.get(EXECUTIONS + execution).expect(200).json();

        assertThat(whole.path("execution_id").asText()).isEqualTo(execution);
        assertThat(whole.path("session_id").asText()).isEqualTo(sandbox.id());
        assertThat(whole.path("code").asText()).isEqualTo(code);
        assertThat(whole.path("language").asText()).isEqualTo("python");
        assertThat(whole.path("timeout").asInt()).isEqualTo(7);
        assertThat(whole.path("status").asText()).isEqualTo("completed");
        assertThat(whole.path("attempt").asInt()).isEqualTo(1);
        assertThat(whole.path("result").path("stdout").asText()).isEqualTo("größer\n");
        assertThat(Instant.parse(whole.path("started_at").asText()))
                .isBetween(
                        Instant.parse(whole.path("created_at").asText()).minusMillis(5),
                        Instant.parse(whole.path("completed_at").asText()).plusMillis(5));
    }

    @Test
    void theExecutionsOfASessionAreListedNewestFirst() {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            made.add(sandbox.shell("exit " + i).executionId());
        }

        JsonNode all = list("");
        JsonNode page = list("?limit=1&offset=1");
        JsonNode failed = list("?status=failed");

        assertThat(ids(all)).isEqualTo(made.reversed());
        assertThat(all.path("total").asInt()).isEqualTo(3);
        assertThat(all.path("executions").path(0).path("language").asText()).isEqualTo("shell");
        assertThat(ids(page)).containsExactly(made.get(1));
        assertThat(page.path("total").asInt()).isEqualTo(3);
        assertThat(ids(failed)).containsExactly(made.get(2), made.get(1));
        assertThat(failed.path("total").asInt()).isEqualTo(2);
    }

    private JsonNode list(String query) {
        return caller.get(sandbox.path() + "/executions" + query).expect(200).json();
    }

    private static List<String> ids(JsonNode list) {
        List<String> ids = new ArrayList<>();
        list.path("executions").forEach(one -> ids.add(one.path("execution_id").asText()));
        return ids;
    }
}
