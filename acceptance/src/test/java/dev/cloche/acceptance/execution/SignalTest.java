package dev.cloche.acceptance.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.acceptance.product.Answer;
import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.Events;
import dev.cloche.acceptance.product.Finished;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.Sandbox;
import dev.cloche.acceptance.product.SharedProduct;
import dev.cloche.api.error.ErrorCode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Signals for what runs.
@ExtendWith(SharedProduct.class)
final class SignalTest {

    private final Product product;
    private final Caller caller;
    private final Sandbox sandbox;

    SignalTest(Product product, Caller caller, Sandbox sandbox) {
        this.product = product;
        this.caller = caller;
        this.sandbox = sandbox;
    }

    @ParameterizedTest
    @ValueSource(strings = {"SIGINT", "INT", "sigint"})
    void anInterruptIsAKeyboardInterrupt(String name) {
        String execution =
                ready(
                        "python",
                        """
                        import time
                        print("ready", flush=True)
                        try:
                            time.sleep(300)
                        except KeyboardInterrupt:
                            print("interrupted")
                        """);

        send(execution, name).expect(204);

        assertThat(sandbox.result(execution).ok().stdout()).isEqualTo("ready\ninterrupted\n");
    }

    @Test
    void aHandlerMayIgnoreTheRequestToEndAndGoOn() {
        String execution =
                ready(
                        "python",
                        """
                        import signal, time
                        told = []
                        signal.signal(signal.SIGTERM, lambda number, frame: told.append(number))
                        print("ready", flush=True)
                        while not told:
                            time.sleep(0.01)
                        print("still here")
                        """);

        send(execution, "SIGTERM").expect(204);

        assertThat(sandbox.result(execution).ok().stdout()).isEqualTo("ready\nstill here\n");
    }

    @Test
    void aSignalThatNobodyHandlesEndsTheRunAndIsNamed() {
        String execution =
                ready("python", "import time\nprint('ready', flush=True)\ntime.sleep(300)");

        send(execution, "SIGUSR1").expect(204);

        Finished run = sandbox.result(execution).failed("signal");
        assertThat(run.body().path("signal").asText()).isEqualTo("SIGUSR1");
        assertThat(run.stdout()).isEqualTo("ready\n");
    }

    @Test
    void theWholeGroupIsReached() {
        String execution =
                ready(
                        "shell",
                        "trap 'echo parent' USR1; (trap 'echo child; exit' USR1; echo ready; while :; do sleep 0.02; done); wait");

        send(execution, "SIGUSR1").expect(204);

        assertThat(sandbox.result(execution).stdout().lines())
                .containsExactlyInAnyOrder("ready", "child", "parent");
    }

    @Test
    void whatIsHeldCanBeLetGo() {
        String execution =
                ready(
                        "python",
                        "import time\nprint('ready', flush=True)\ntime.sleep(0.5)\nprint('on')");

        send(execution, "SIGSTOP").expect(204);
        send(execution, "SIGCONT").expect(204);

        assertThat(sandbox.result(execution).ok().stdout()).isEqualTo("ready\non\n");
    }

    @Test
    void whatIsHeldCanBeCancelled() {
        String execution = ready("shell", "echo ready; sleep 300");
        send(execution, "SIGSTOP").expect(204);

        Answer answer = caller.post("/api/v1/executions/" + execution + "/cancel", Map.of());

        assertThat(answer.expect(200).text("status")).isEqualTo("cancelled");
    }

    @Test
    void whatIsOverHearsNothing() {
        String execution = sandbox.shell("true").ok().executionId();

        assertThat(send(execution, "SIGINT").refusedWith(ErrorCode.CONFLICT)).contains("any more");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SIGSEGV", "9", "", "SIG", "SIGSIGINT", "INT ", "CHLD"})
    void aNameThatIsNotAllowedIsAnsweredWithThoseThatAre(String name) {
        String execution = sandbox.shell("true").ok().executionId();

        String detail = send(execution, name).refusedWith(ErrorCode.INVALID_PARAMETER);

        assertThat(detail).contains("signal", "SIGHUP", "SIGINT", "SIGWINCH");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"signal\": 2}",
                "{\"signal\": null}",
                "{\"name\": \"SIGINT\"}",
                "",
                "2"
            })
    void aBodyThatIsWrongIsRefused(String body) {
        String execution = sandbox.shell("true").ok().executionId();

        caller.postText("/api/v1/executions/" + execution + "/signal", body)
                .refusedWith(ErrorCode.INVALID_PARAMETER);
    }

    @Test
    void onlyTheTenantMaySend() {
        String execution = sandbox.shell("true").ok().executionId();

        product.newTenant()
                .post("/api/v1/executions/" + execution + "/signal", Map.of("signal", "SIGINT"))
                .refusedWith(ErrorCode.EXECUTION_NOT_FOUND);
    }

    private String ready(String language, String code) {
        String execution =
                sandbox.submit(Map.of("language", language, "code", code, "timeout", 400));
        try (Events events = Events.of(caller, execution)) {
            events.untilPrinted("ready");
        }
        return execution;
    }

    private Answer send(String execution, String name) {
        return caller.post("/api/v1/executions/" + execution + "/signal", Map.of("signal", name));
    }
}
