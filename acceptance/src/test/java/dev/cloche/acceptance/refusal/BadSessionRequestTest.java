package dev.cloche.acceptance.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.acceptance.product.Answer;
import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.SharedProduct;
import dev.cloche.api.error.ErrorCode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SharedProduct.class)
final class BadSessionRequestTest {

    private static final String SESSIONS = "/api/v1/sessions";

    private final Caller caller;

    BadSessionRequestTest(Product product) {
        this.caller = product.newTenant();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "\"python-basic\"",
                "{",
                "{\"template_id\": \"python-basic\"",
                "{\"template_id\": python-basic}",
                "{\"template_id\": \"python-basic\"} {}",
                "{'template_id': 'python-basic'}"
            })
    void whatIsNoJsonObjectIsRefused(String body) {
        caller.postText(SESSIONS, body).refusedWith(ErrorCode.INVALID_PARAMETER);

        assertNothingWasMade();
    }

    /// A field with a value that it may not have, besides a good template, and the name that the
    /// refusal must say.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"colour\": \"red\"                            | colour",
                "\"resources\": {\"gpu\": 1}                    | gpu",
                "\"mode\": \"forever\"                          | mode",
                "\"mode\": 1                                    | mode",
                "\"timeout\": 0                                 | timeout",
                "\"timeout\": 59                                | timeout",
                "\"timeout\": 3601                              | timeout",
                "\"timeout\": -300                              | timeout",
                "\"timeout\": \"soon\"                          | timeout",
                "\"timeout\": 300.5                             | timeout",
                "\"timeout\": true                              | timeout",
                "\"timeout\": 99999999999                       | timeout",
                "\"timeout\": [300]                             | timeout",
                "\"resources\": \"large\"                       | resources",
                "\"resources\": {\"cpu\": \"0.4\"}              | cpu",
                "\"resources\": {\"cpu\": \"4.1\"}              | cpu",
                "\"resources\": {\"cpu\": \"two\"}              | cpu",
                "\"resources\": {\"cpu\": \"NaN\"}              | cpu",
                "\"resources\": {\"cpu\": \"Infinity\"}         | cpu",
                "\"resources\": {\"cpu\": \"-1\"}               | cpu",
                "\"resources\": {\"cpu\": \"\"}                 | cpu",
                "\"resources\": {\"cpu\": {}}                   | cpu",
                "\"resources\": {\"memory\": \"255Mi\"}         | memory",
                "\"resources\": {\"memory\": \"9Gi\"}           | memory",
                "\"resources\": {\"memory\": \"1G\"}            | memory",
                "\"resources\": {\"memory\": \"512\"}           | memory",
                "\"resources\": {\"memory\": \"-1Gi\"}          | memory",
                "\"resources\": {\"memory\": \"99999999999999999999Gi\"} | memory",
                "\"resources\": {\"disk\": \"512Mi\"}           | disk",
                "\"resources\": {\"disk\": \"51Gi\"}            | disk",
                "\"resources\": {\"disk\": \"1Gi; rm -rf\"}     | disk",
                "\"resources\": {\"max_processes\": 31}         | max_processes",
                "\"resources\": {\"max_processes\": 1025}       | max_processes",
                "\"resources\": {\"max_processes\": \"many\"}   | max_processes",
                "\"env_vars\": {\"1A\": \"x\"}                  | env_vars",
                "\"env_vars\": {\"A=B\": \"x\"}                 | env_vars",
                "\"env_vars\": {\"A B\": \"x\"}                 | env_vars",
                "\"env_vars\": {\"\": \"x\"}                    | env_vars",
                "\"env_vars\": {\"É\": \"x\"}                   | env_vars",
                "\"env_vars\": {\"A\": {\"b\": 1}}              | env_vars",
                "\"env_vars\": {\"A\": null}                    | env_vars",
                "\"env_vars\": {\"A\": \"x\\u0000y\"}           | env_vars",
                "\"env_vars\": {\"A\": \"x\\ud800y\"}           | env_vars",
                "\"env_vars\": [\"A=x\"]                        | env_vars",
                "\"metadata\": {\"a\": \"x\\u0000y\"}           | metadata",
                "\"metadata\": {\"a\": \"\\udc00\"}             | metadata",
                "\"metadata\": \"text\"                         | metadata"
            })
    void aFieldThatIsWrongIsNamed(String field, String name) {
        String body = "{\"template_id\": \"python-basic\", " + field + "}";

        Answer answer = caller.postText(SESSIONS, body);

        assertThat(answer.refusedWith(ErrorCode.INVALID_PARAMETER)).contains(name);
        assertNothingWasMade();
    }

    @Test
    void aSessionNeedsATemplate() {
        Answer absent = caller.postText(SESSIONS, "{}");
        Answer empty = caller.postText(SESSIONS, "{\"template_id\": null}");

        assertThat(absent.refusedWith(ErrorCode.INVALID_PARAMETER)).contains("template_id");
        assertThat(empty.refusedWith(ErrorCode.INVALID_PARAMETER)).contains("template_id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-such-template", "Python-Basic", "python_basic"})
    void anUnknownTemplateIsNotFound(String template) {
        Answer answer = caller.post(SESSIONS, Map.of("template_id", template));

        assertThat(answer.refusedWith(ErrorCode.TEMPLATE_NOT_FOUND)).contains(template);
        assertNothingWasMade();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../etc", "a b", "-x", "'; DROP TABLE sessions; --"})
    void aNameThatNoTemplateCanHaveIsRefused(String template) {
        Answer answer = caller.post(SESSIONS, Map.of("template_id", template));

        assertThat(answer.refusedWith(ErrorCode.INVALID_PARAMETER)).contains("template_id");
    }

    @Test
    void anEnvironmentOfTooManyOrTooLongVariablesIsRefused() {
        Map<String, String> many =
                IntStream.range(0, 65).boxed().collect(Collectors.toMap(i -> "V" + i, i -> "x"));
        Map<String, String> long11k = Map.of("LONG", "x".repeat(11 * 1024));

        Answer tooMany = create(Map.of("env_vars", many));
        Answer tooLong = create(Map.of("env_vars", long11k));

        assertThat(tooMany.refusedWith(ErrorCode.INVALID_PARAMETER)).contains("env_vars");
        assertThat(tooLong.refusedWith(ErrorCode.INVALID_PARAMETER)).contains("env_vars");
    }

    @Test
    void aRefusalDoesNotRepeatTheValuesOfTheEnvironment() {
        Answer answer = create(Map.of("env_vars", Map.of("BAD NAME", "hunter2")));

        answer.refusedWith(ErrorCode.INVALID_PARAMETER);
        assertThat(answer.body()).doesNotContain("hunter2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=201",
                "limit=-1",
                "limit=many",
                "limit=99999999999",
                "offset=-1",
                "offset=x",
                "status=asleep",
                "template_id=..%2F.."
            })
    void aListThatCannotBeIsRefused(String query) {
        Answer answer = caller.get(SESSIONS + "?" + query);

        String name = query.substring(0, query.indexOf('='));
        assertThat(answer.refusedWith(ErrorCode.INVALID_PARAMETER)).contains(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "x", "1e9999"})
    void aWaitThatCannotBeIsRefused(String wait) {
        Answer answer =
                caller.post(SESSIONS + "?wait=" + wait, Map.of("template_id", "python-basic"));

        assertThat(answer.refusedWith(ErrorCode.INVALID_PARAMETER)).contains("wait");
        assertNothingWasMade();
    }

    private Answer create(Map<String, Object> more) {
        var body = new LinkedHashMap<String, Object>(more);
        body.put("template_id", "python-basic");
        return caller.post(SESSIONS, body);
    }

    private void assertNothingWasMade() {
        assertThat(caller.get(SESSIONS).json().path("total").asInt(-1)).isZero();
    }
}
