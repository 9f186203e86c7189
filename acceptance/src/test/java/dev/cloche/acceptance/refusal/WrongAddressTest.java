package dev.cloche.acceptance.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.acceptance.product.Answer;
import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.HeaderOnly;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.Sandbox;
import dev.cloche.acceptance.product.SharedProduct;
import dev.cloche.api.error.ErrorCode;
import io.restassured.http.Method;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests to things that are not there, not one's own, or not meant that way.
@ExtendWith(SharedProduct.class)
final class WrongAddressTest {

    private static final String API = "/api/v1";
    private static final String SESSION = "/sessions/sess_0123456789abcdef";
    private static final byte[] HELLO =
            "{\"language\": \"python\", \"code\": \"1\"}".getBytes(StandardCharsets.UTF_8);

    private final Product product;
    private final Caller caller;

    WrongAddressTest(Product product) {
        this.product = product;
        this.caller = product.newTenant();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sess_0123456789abcdef",
                "sess_0123456789ABCDEF",
                "a",
                "no%20id",
                "%27%20OR%201=1",
                "a-name-that-is-longer-than-any-session-may-ever-be-called-by-its-user"
            })
    void anUnknownSessionIsNotFound(String id) {
        String path = API + "/sessions/" + id;

        caller.get(path).refusedWith(ErrorCode.SESSION_NOT_FOUND);
        caller.delete(path).refusedWith(ErrorCode.SESSION_NOT_FOUND);
        caller.get(path + "/executions").refusedWith(ErrorCode.SESSION_NOT_FOUND);
        caller.send(Method.POST, path + "/execute", "application/json", HELLO)
                .refusedWith(ErrorCode.SESSION_NOT_FOUND);
        caller.send(Method.POST, path + "/execute-sync", "application/json", HELLO)
                .refusedWith(ErrorCode.SESSION_NOT_FOUND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"exec_20240115_abc12345", "exec_x", "1", "EXEC_20240115_abc12345"})
    void anUnknownExecutionIsNotFound(String id) {
        String path = API + "/executions/" + id;

        caller.get(path).refusedWith(ErrorCode.EXECUTION_NOT_FOUND);
        caller.get(path + "/status").refusedWith(ErrorCode.EXECUTION_NOT_FOUND);
        caller.get(path + "/result").refusedWith(ErrorCode.EXECUTION_NOT_FOUND);
        caller.get(path + "/result?wait=5").refusedWith(ErrorCode.EXECUTION_NOT_FOUND);
    }

    @Test
    void whatBelongsToAnotherTenantIsNotThere() {
        try (Sandbox sandbox = Sandbox.open(caller)) {
            String execution = sandbox.python("print('private')").executionId();
            Caller stranger = product.newTenant();

            stranger.get(sandbox.path()).refusedWith(ErrorCode.SESSION_NOT_FOUND);
            stranger.delete(sandbox.path()).refusedWith(ErrorCode.SESSION_NOT_FOUND);
            stranger.get(sandbox.path() + "/executions").refusedWith(ErrorCode.SESSION_NOT_FOUND);
            stranger.send(Method.POST, sandbox.path() + "/execute", "application/json", HELLO)
                    .refusedWith(ErrorCode.SESSION_NOT_FOUND);
            for (String part : new String[] {"", "/status", "/result"}) {
                Answer answer = stranger.get(API + "/executions/" + execution + part);
                answer.refusedWith(ErrorCode.EXECUTION_NOT_FOUND);
                assertThat(answer.body()).doesNotContain("private", sandbox.id());
            }

            assertThat(sandbox.status()).isEqualTo("running");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nothing",
                "/session",
                "/sessions/sess_0123456789abcdef/nothing",
                "/executions/exec_20240115_abc12345/nothing",
                ""
            })
    void anUnknownPathIsNotFound(String path) {
        caller.get(API + path).refusedWith(ErrorCode.NOT_FOUND);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"%00", "%ff", "..%2f..%2fetc%2fpasswd", ".%2e", "a;b=c", "a%0d%0ab:%20c"})
    void aHostilePathIsRefusedLikeAnyOther(String id) {
        Answer answer = caller.get(API + "/sessions/" + id);

        assertThat(answer.status()).as(answer.body()).isIn(400, 404);
        assertThat(answer.text("error_code")).startsWith("Sandbox.");
        assertThat(answer.header("b")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "PUT,    /sessions,                                       'GET, HEAD, OPTIONS, POST'",
        "PATCH,  /sessions/,                                      'GET, HEAD, OPTIONS, POST'",
        "DELETE, /sessions,                                       'GET, HEAD, OPTIONS, POST'",
        "POST,   /sessions/sess_0123456789abcdef,                 'DELETE, GET, HEAD, OPTIONS'",
        "GET,    /sessions/sess_0123456789abcdef/execute,         'OPTIONS, POST'",
        "DELETE, /executions/exec_20240115_abc12345/result,       'GET, HEAD, OPTIONS'",
        "POST,   /executions/exec_20240115_abc12345/status,       'GET, HEAD, OPTIONS'",
        "PATCH,  /sessions/sess_0123456789abcdef/files/a/b%20c,   'DELETE, GET, HEAD, OPTIONS'"
    })
    void aMethodThatIsNotMeantIsRefusedAndTheOthersAreNamed(
            Method method, String path, String allowed) {
        Answer answer = caller.send(method, API + path);

        answer.refusedWith(ErrorCode.METHOD_NOT_ALLOWED);
        assertThat(answer.header("allow")).contains(allowed);
        Answer options = caller.send(Method.OPTIONS, API + path).expect(200);
        assertThat(options.header("allow")).contains(allowed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/xml",
                "application/x-www-form-urlencoded",
                "application/octet-stream"
            })
    void aBodyOfAnotherMediaTypeIsRefused(String type) {
        caller.send(Method.POST, API + "/sessions", type, HELLO)
                .refusedWith(ErrorCode.UNSUPPORTED_MEDIA_TYPE);
        caller.send(Method.POST, API + SESSION + "/execute", type, HELLO)
                .refusedWith(ErrorCode.UNSUPPORTED_MEDIA_TYPE);
    }

    @Test
    void anAnswerInAnotherMediaTypeCannotBeHad() {
        caller.with("Accept", "text/xml")
                .get(API + "/sessions")
                .refusedWith(ErrorCode.NOT_ACCEPTABLE);
    }

    @Test
    void aBodyBeyondTheLimitIsRefusedBeforeItIsSent() throws IOException {
        Answer answer = HeaderOnly.post(caller, API + "/sessions", 5 * 1024 * 1024);

        assertThat(answer.refusedWith(ErrorCode.PAYLOAD_TOO_LARGE)).isNotBlank();
    }

    @Test
    void theNameOfARequestComesBack() {
        Caller named = caller.with("x-request-id", "req-acceptance-42");

        Answer fine = named.get(API + "/sessions");
        Answer refused = named.get(API + SESSION);

        assertThat(fine.expect(200).header("x-request-id")).contains("req-acceptance-42");
        refused.refusedWith(ErrorCode.SESSION_NOT_FOUND);
        assertThat(refused.text("request_id")).isEqualTo("req-acceptance-42");
    }

    @Test
    void aRequestWithoutANameGetsOne() {
        Answer first = caller.get(API + "/sessions").expect(200);
        Answer second = caller.get(API + "/sessions").expect(200);

        assertThat(first.header("x-request-id")).isPresent();
        assertThat(first.header("x-request-id")).isNotEqualTo(second.header("x-request-id"));
    }

    @Test
    void anEventWithCharactersThatNoDatabaseTakesDoesNotBreakAnything() {
        try (Sandbox sandbox = Sandbox.open(caller)) {
            String body =
                    "{\"language\": \"python\", \"code\": \"def handler(e): return len(e['x'])\","
                            + " \"event\": {\"x\": \"a\\u0000b\"}, \"stdin\": \"a\\u0000b\"}";

            Answer answer = caller.postText(sandbox.path() + "/execute-sync", body);

            assertThat(answer.status()).as(answer.body()).isIn(200, 400);
            if (answer.status() == 400) {
                answer.refusedWith(ErrorCode.INVALID_PARAMETER);
            } else {
                assertThat(answer.json().path("return_value").asInt()).isEqualTo(3);
            }
            assertThat(sandbox.run(Map.of("language", "shell", "code", "echo on")).ok().stdout())
                    .isEqualTo("on\n");
        }
    }
}
