package dev.cloche.acceptance.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.acceptance.product.Answer;
import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.Events;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.Sandbox;
import dev.cloche.acceptance.product.SharedProduct;
import dev.cloche.api.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is written to a run while it goes on.
@ExtendWith(SharedProduct.class)
final class StandardInputTest {

    private static final String LOUD_CAT = "echo ready; cat";

    private final Product product;
    private final Caller caller;
    private final Sandbox sandbox;

    StandardInputTest(Product product, Caller caller, Sandbox sandbox) {
        this.product = product;
        this.caller = caller;
        this.sandbox = sandbox;
    }

    @Test
    void aProgramAsksAndIsAnswered() {
        String execution =
                submit(
                        "python",
                        "name = input('name? ')\nage = input('age? ')\nprint(f'{name} is {age}')");
        try (Events events = Events.of(caller, execution)) {
            events.untilPrinted("name? ");
            send(execution, Map.of("data", "Zoë\n")).expect(204);
            events.untilPrinted("age? ");
            send(execution, Map.of("data", "7\n")).expect(204);

            assertThat(Events.text(events.rest(), "stdout")).isEqualTo("Zoë is 7\n");
        }
        assertThat(sandbox.result(execution).ok().stdout()).isEqualTo("name? age? Zoë is 7\n");
    }

    @Test
    void whatWasGivenAtTheStartIsReadFirstAndTheEndEndsIt() {
        String execution =
                sandbox.submit(
                        Map.of(
                                "language",
                                "shell",
                                "code",
                                LOUD_CAT,
                                "stdin",
                                "first\n",
                                "stdin_open",
                                true));

        awaitReady(execution);
        send(execution, Map.of("data", "second\n")).expect(204);
        send(execution, Map.of("data", "third", "end", true)).expect(204);

        assertThat(sandbox.result(execution).ok().stdout())
                .isEqualTo("ready\nfirst\nsecond\nthird");
    }

    @Test
    void theEndMayComeAlone() {
        String execution = submit("shell", LOUD_CAT);
        awaitReady(execution);

        send(execution, Map.of("end", true)).expect(204);

        assertThat(sandbox.result(execution).ok().stdout()).isEqualTo("ready\n");
    }

    @Test
    void aMegabyteArrivesWhole() {
        String execution = submit("shell", "echo ready; wc -c");
        awaitReady(execution);

        send(execution, Map.of("data", "x".repeat(1 << 20), "end", true)).expect(204);

        assertThat(sandbox.result(execution).ok().stdout()).isEqualTo("ready\n1048576\n");
    }

    @Test
    void nulIsACharacterLikeAnyOther() {
        String execution = submit("shell", "echo ready; wc -c");
        awaitReady(execution);

        send(execution, Map.of("data", "a\0b", "end", true)).expect(204);

        assertThat(sandbox.result(execution).ok().stdout()).isEqualTo("ready\n3\n");
    }

    @Test
    void aRunThatDoesNotReadIsNotGivenMoreThanAMegabyte() {
        String execution = submit("shell", "echo ready; sleep 300");
        awaitReady(execution);
        Map<String, String> much = Map.of("data", "x".repeat(1_000_000));

        send(execution, much).expect(204);
        Answer refused = send(execution, much);

        refused.refusedWith(ErrorCode.TOO_MANY_REQUESTS);
        assertThat(refused.header("Retry-After")).isPresent();
        caller.post("/api/v1/executions/" + execution + "/cancel", Map.of()).expect(200);
    }

    @Test
    void whatIsClosedIsClosed() {
        String open = submit("shell", "echo ready; cat; sleep 300");
        String never = sandbox.submit(Map.of("language", "shell", "code", "echo ready; sleep 300"));
        awaitReady(open);
        awaitReady(never);
        send(open, Map.of("end", true)).expect(204);

        assertThat(send(open, Map.of("data", "x")).refusedWith(ErrorCode.CONFLICT))
                .contains("closed");
        assertThat(send(never, Map.of("data", "x")).refusedWith(ErrorCode.CONFLICT))
                .contains("stdin_open");
        caller.post("/api/v1/executions/" + open + "/cancel", Map.of()).expect(200);
        caller.post("/api/v1/executions/" + never + "/cancel", Map.of()).expect(200);
    }

    @Test
    void whatIsOverReadsNothing() {
        String execution = submit("shell", "true");
        sandbox.result(execution).ok();

        send(execution, Map.of("data", "x")).refusedWith(ErrorCode.CONFLICT);
    }

    @Test
    void whatHasNotStartedSaysSo() {
        String session =
                caller.post("/api/v1/sessions", Map.of("template_id", "python-basic"))
                        .expect(201)
                        .text("session_id");
        Map<String, Object> request =
                Map.of("language", "shell", "code", "read x; echo got $x", "stdin_open", true);
        String execution =
                caller.post("/api/v1/sessions/" + session + "/execute", request)
                        .expect(200)
                        .text("execution_id");

        Answer answer = send(execution, Map.of("data", "early\n"));

        // A container that was there already has opened the session by now.
        assertThat(answer.status()).isIn(204, 409);
        if (answer.status() == 409) {
            assertThat(answer.refusedWith(ErrorCode.CONFLICT)).contains("not started");
        }
        caller.delete("/api/v1/sessions/" + session).expect(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"end\": false}",
                "{\"data\": 5}",
                "{\"data\": \"x\", \"end\": \"yes\"}",
                "{\"data\": \"\\ud83d\"}",
                "{\"data\": \"x\", \"eof\": true}",
                "[]",
                ""
            })
    void aBodyThatIsWrongIsRefused(String body) {
        String execution = submit("shell", LOUD_CAT);

        caller.postText(path(execution), body).refusedWith(ErrorCode.INVALID_PARAMETER);

        caller.post("/api/v1/executions/" + execution + "/cancel", Map.of()).expect(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "ä"})
    void moreThanAMegabyteAtOnceIsRefused(String letter) {
        String execution = submit("shell", LOUD_CAT);
        String data =
                letter.repeat((1 << 20) / letter.getBytes(StandardCharsets.UTF_8).length) + "x";

        String detail =
                send(execution, Map.of("data", data)).refusedWith(ErrorCode.INVALID_PARAMETER);

        assertThat(detail).contains("data");
        caller.post("/api/v1/executions/" + execution + "/cancel", Map.of()).expect(200);
    }

    @Test
    void onlyTheTenantMayWrite() {
        String execution = submit("shell", LOUD_CAT);

        product.newTenant()
                .post(path(execution), Map.of("data", "x"))
                .refusedWith(ErrorCode.EXECUTION_NOT_FOUND);

        caller.post("/api/v1/executions/" + execution + "/cancel", Map.of()).expect(200);
    }

    private String submit(String language, String code) {
        return sandbox.submit(
                Map.of("language", language, "code", code, "stdin_open", true, "timeout", 400));
    }

    private void awaitReady(String execution) {
        try (Events events = Events.of(caller, execution)) {
            events.untilPrinted("ready");
        }
    }

    private Answer send(String execution, Map<String, ?> body) {
        return caller.post(path(execution), body);
    }

    private static String path(String execution) {
        return "/api/v1/executions/" + execution + "/stdin";
    }
}
