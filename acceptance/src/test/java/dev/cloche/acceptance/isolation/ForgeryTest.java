package dev.cloche.acceptance.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.Finished;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.Sandbox;
import dev.cloche.acceptance.product.SharedProduct;
import io.restassured.http.Method;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What code in a sandbox says of itself, and what others say to executors, is not believed.
@ExtendWith(SharedProduct.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ForgeryTest {

    private final Product product;
    private final Caller caller;
    private Sandbox sandbox;

    ForgeryTest(Product product) {
        this.product = product;
        this.caller = product.newTenant();
    }

    @BeforeAll
    void open() {
        sandbox = Sandbox.open(caller);
    }

    @AfterAll
    void close() {
        sandbox.close();
    }

    @Test
    void aRunCannotForgeItsOwnEnd() {
        Finished run = sandbox.python(Hostile.program("forge.py"));

        assertThat(run.failed("error").exitCode()).isEqualTo(7);
        assertThat(run.stdout()).isEqualTo("honest\n");
        assertThat(run.metric("cpu_time_ms")).isLessThan(60_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "b'garbage'",
                "b'\\xff\\xfe\\x00'",
                "b'V1V2'",
                "b'V1\\nV2\\n'",
                "b'V{\"a\": 1} and more'",
                "b'V{\"verdict\": \"timeout\", \"exit_code\": 3}'",
                "b'V1e999999999'",
                "b'V-1e-999999999'",
                "b'V' + b'9' * 100_000",
                "b'V' + b'[' * 100_000 + b']' * 100_000",
                "b'V' + b'{\"a\":' * 100_000 + b'1' + b'}' * 100_000",
                "b'V[' + b'0,' * 1_500_000 + b'0]'",
                "b'V\"' + b'\\\\ud800' * 1000 + b'\"'",
                "b'V\"\\\\u0000\"'",
                "b'M'",
                "b'M' * 5_000_000",
            })
    void whateverIsWrittenWhereResultsGoIsAValueOrAnError(String bytes) {
        String code =
                """
                import os
                data = memoryview(%s)
                while data:
                    data = data[os.write(3, data):]
                print('honest')
                """
                        .formatted(bytes);

        Finished run = sandbox.python(code);

        assertThat(run.verdict()).as("%s", run.stderr()).isIn("ok", "error");
        assertThat(run.exitCode()).isIn(0, 1);
        assertThat(run.stdout()).isEqualTo("honest\n");
        assertThat(sandbox.result(run.executionId()).body()).isEqualTo(run.body());
    }

    @Test
    void whatIsWrittenAfterTheValueDoesNotReplaceIt() {
        Finished run =
                sandbox.python(
                        """
                        import atexit, os, threading
                        atexit.register(os.write, 3, b'V"forged"')
                        def handler(event):
                            return "honest"
                        """);

        assertThat(run.verdict()).isIn("ok", "error");
        JsonNode value = run.returnValue();
        assertThat(value.isMissingNode() || value.asText().equals("honest")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "python     | import os; os._exit(152)",
                "python     | import os; os._exit(153)",
                "python     | import os; os._exit(137)",
                "shell      | kill -s XCPU $$",
                "shell      | kill -s KILL $$"
            })
    void aRunCannotClaimThatALimitEndedIt(String language, String code) {
        Finished run = sandbox.run(Map.of("language", language, "code", code));

        assertThat(run.verdict()).as("%s", run.body()).isIn("error", "signal");
    }

    @Test
    void anExecutorObeysNobodyWhoGuesses() {
        String container = sandbox.container();
        List<String> guesses =
                List.of("", "null", "0".repeat(64), "A".repeat(43), sandbox.id(), container);

        List<Caller> strangers = product.strangersToExecutors();

        assertThat(strangers).isNotEmpty();
        for (Caller stranger : strangers) {
            everyOrderIsRefused(stranger);
            everyOrderIsRefused(stranger.with("Authorization", "Basic bm90OnRoaXM="));
            everyOrderIsRefused(stranger.with("Authorization", authorization(caller)));
            everyOrderIsRefused(stranger.with("Authorization", authorization(product.admin())));
            guesses.forEach(guess -> everyOrderIsRefused(stranger.withToken(guess)));
        }
        assertThat(sandbox.shell("ls").ok().stdout()).doesNotContain("intruder");
    }

    private static String authorization(Caller somebody) {
        return String.valueOf(somebody.headers().get("Authorization"));
    }

    private void everyOrderIsRefused(Caller stranger) {
        String session = "/v1/sessions/" + sandbox.id();
        String execution = session + "/executions/exec_20240115_abc12345";
        byte[] run =
                """
                {"execution_id": "exec_20240115_abc12345", "attempt": 1, "language": "shell",
                 "code": "touch intruder", "timeout_ms": 1000}\
                """
                        .getBytes(StandardCharsets.UTF_8);
        stranger.send(Method.PUT, execution, "application/json", run).expect(401);
        stranger.send(Method.PUT, session, "application/json", run).expect(401);
        stranger.delete(execution).expect(401);
        stranger.delete(session).expect(401);
    }
}
