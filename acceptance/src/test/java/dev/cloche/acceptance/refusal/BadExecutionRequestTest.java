package dev.cloche.acceptance.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.acceptance.product.Answer;
import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.Sandbox;
import dev.cloche.acceptance.product.SharedProduct;
import dev.cloche.api.error.ErrorCode;
import io.restassured.http.Method;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SharedProduct.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BadExecutionRequestTest {

    private final Caller caller;
    private Sandbox sandbox;

    BadExecutionRequestTest(Product product) {
        this.caller = product.newTenant();
    }

    @BeforeAll
    void open() {
        sandbox = Sandbox.open(caller);
    }

    @AfterAll
    void close() {
        assertThat(executions()).as("nothing that was refused is an execution").isZero();
        sandbox.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"language\": \"python\"}                                              | code",
                "{\"language\": \"python\", \"code\": \"\"}                              | code",
                "{\"language\": \"python\", \"code\": null}                              | code",
                "{\"language\": \"python\", \"code\": 5}                                 | code",
                "{\"language\": \"python\", \"code\": [\"print(1)\"]}                    | code",
                "{\"language\": \"python\", \"code\": \"x\\u0000\"}                      | code",
                "{\"language\": \"python\", \"code\": \"'\\ud83d'\"}                     | code",
                "{\"code\": \"1\"}                                                       | language",
                "{\"code\": \"1\", \"language\": \"cobol\"}                              | language",
                "{\"code\": \"1\", \"language\": \"Python\"}                             | language",
                "{\"code\": \"1\", \"language\": \"\"}                                   | language",
                "{\"code\": \"1\", \"language\": 0}                                      | language",
                "{\"code\": \"1\", \"language\": \"python\", \"timeout\": 0}             | timeout",
                "{\"code\": \"1\", \"language\": \"python\", \"timeout\": -1}            | timeout",
                "{\"code\": \"1\", \"language\": \"python\", \"timeout\": 3601}          | timeout",
                "{\"code\": \"1\", \"language\": \"python\", \"timeout\": \"long\"}      | timeout",
                "{\"code\": \"1\", \"language\": \"python\", \"timeout\": 1.5}           | timeout",
                "{\"code\": \"1\", \"language\": \"python\", \"event\": \"text\"}        | event",
                "{\"code\": \"1\", \"language\": \"python\", \"event\": [1]}             | event",
                "{\"code\": \"1\", \"language\": \"python\", \"env_vars\": {\"9\": \"\"}} | env_vars",
                "{\"code\": \"1\", \"language\": \"python\", \"env_vars\": {\"A\": 1.5}} | env_vars",
                "{\"code\": \"1\", \"language\": \"python\", \"env_vars\": {\"A\": \"\\u0000\"}} | env_vars",
                "{\"code\": \"1\", \"language\": \"python\", \"stdin\": {}}              | stdin",
                "{\"code\": \"1\", \"language\": \"python\", \"stdin\": \"\\udfff\"}     | stdin",
                "{\"code\": \"1\", \"language\": \"python\", \"async\": true}            | async"
            })
    void aFieldThatIsWrongIsNamed(String body, String name) {
        Answer later = caller.postText(sandbox.path() + "/execute", body);
        Answer now = caller.postText(sandbox.path() + "/execute-sync", body);

        assertThat(later.refusedWith(ErrorCode.INVALID_PARAMETER)).contains(name);
        assertThat(now.refusedWith(ErrorCode.INVALID_PARAMETER)).contains(name);
    }

    @Test
    void codeOfOneCharacterTooManyIsRefused() {
        String code = "#".repeat(102_401);

        Answer answer = execute(Map.of("language", "python", "code", code));

        assertThat(answer.refusedWith(ErrorCode.INVALID_PARAMETER)).contains("code");
    }

    @Test
    void anEventOfMoreThanAMegabyteIsRefused() {
        Map<String, String> event = Map.of("blob", "b".repeat(1_100_000));

        Answer answer = execute(Map.of("language", "python", "code", "1", "event", event));

        assertThat(answer.status()).isIn(400, 413);
        ErrorCode code =
                answer.status() == 400 ? ErrorCode.INVALID_PARAMETER : ErrorCode.PAYLOAD_TOO_LARGE;
        assertThat(answer.refusedWith(code)).contains("event");
    }

    @Test
    void standardInputOfMoreThanAMegabyteIsRefused() {
        Answer answer =
                execute(Map.of("language", "shell", "code", "cat", "stdin", "s".repeat(1_048_577)));

        assertThat(answer.refusedWith(ErrorCode.INVALID_PARAMETER)).contains("stdin");
    }

    @ParameterizedTest
    @ValueSource(ints = {2_000, 100_000})
    void anEventNestedWithoutEndIsRefused(int depth) {
        String nest = "{\"a\":".repeat(depth) + "1" + "}".repeat(depth);
        String body = "{\"language\": \"python\", \"code\": \"1\", \"event\": " + nest + "}";

        Answer answer = caller.postText(sandbox.path() + "/execute", body);

        answer.refusedWith(ErrorCode.INVALID_PARAMETER);
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        byte[] body =
                "{\"language\": \"python\", \"code\": \"'#'\"}".getBytes(StandardCharsets.UTF_8);
        body[new String(body, StandardCharsets.UTF_8).indexOf('#')] = (byte) 0xff;

        Answer answer =
                caller.send(Method.POST, sandbox.path() + "/execute", "application/json", body);

        answer.refusedWith(ErrorCode.INVALID_PARAMETER);
    }

    @Test
    void aLanguageThatTheTemplateLacksIsRefused() {
        try (Sandbox python = Sandbox.open(caller, Map.of("template_id", "python-basic"))) {
            Answer answer =
                    caller.post(
                            python.path() + "/execute",
                            Map.of("language", "javascript", "code", "1"));

            assertThat(answer.refusedWith(ErrorCode.INVALID_PARAMETER)).contains("language");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sync_timeout=9", "sync_timeout=3601", "sync_timeout=x"})
    void aSynchronousTimeoutThatCannotBeIsRefused(String query) {
        Answer answer =
                caller.post(
                        sandbox.path() + "/execute-sync?" + query,
                        Map.of("language", "python", "code", "1"));

        assertThat(answer.refusedWith(ErrorCode.INVALID_PARAMETER)).contains("sync_timeout");
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=201", "offset=-1", "status=odd"})
    void aListThatCannotBeIsRefused(String query) {
        Answer answer = caller.get(sandbox.path() + "/executions?" + query);

        String name = query.substring(0, query.indexOf('='));
        assertThat(answer.refusedWith(ErrorCode.INVALID_PARAMETER)).contains(name);
    }

    private Answer execute(Map<String, Object> request) {
        return caller.post(sandbox.path() + "/execute", request);
    }

    private int executions() {
        return caller.get(sandbox.path() + "/executions").json().path("total").asInt(-1);
    }
}
