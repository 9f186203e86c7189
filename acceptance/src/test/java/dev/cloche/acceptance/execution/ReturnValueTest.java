package dev.cloche.acceptance.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.acceptance.product.Answer;
import dev.cloche.acceptance.product.Finished;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.Sandbox;
import dev.cloche.acceptance.product.SharedProduct;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SharedProduct.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ReturnValueTest {

    private static final String PYTHON =
            "import json\ndef handler(event):\n    return json.loads(event['value'])";
    private static final String JAVASCRIPT = "exports.handler = (event) => JSON.parse(event.value)";

    static final String[] VALUES = {
        "0",
        "-7",
        "0.1",
        "false",
        "true",
        "\"\"",
        "null",
        "[]",
        "{}",
        "[0, null, false, \"\", [[]], {\"a\": {}}]",
        "{\"a\": {\"b\": [{\"c\": null}, 1.5]}, \"\": \"empty name\"}",
        "\"line\\nbreak\\ttab \\\"quote\\\" \\\\ slash\"",
        "\"é e\\u0301 中文 日本語 한국어 👩‍👩‍👧 𝕏 \\u202e\"",
        "{\"ключ\": \"значение\", \"🔑\": \"🔒\"}",
        "9007199254740991"
    };

    private final Product product;
    private Sandbox sandbox;

    ReturnValueTest(Product product) {
        this.product = product;
    }

    @BeforeAll
    void open() {
        sandbox = Sandbox.open(product.newTenant());
    }

    @AfterAll
    void close() {
        sandbox.close();
    }

    @ParameterizedTest
    @FieldSource("VALUES")
    void pythonReturnsAnyJson(String value) {
        Finished run = sandbox.handle("python", PYTHON, Map.of("value", value));

        assertThat(run.ok().body().has("return_value")).isTrue();
        assertThat(run.returnValue()).isEqualTo(Answer.parse(value));
    }

    @ParameterizedTest
    @FieldSource("VALUES")
    void javaScriptReturnsAnyJson(String value) {
        Finished run = sandbox.handle("javascript", JAVASCRIPT, Map.of("value", value));

        assertThat(run.ok().body().has("return_value")).isTrue();
        assertThat(run.returnValue()).isEqualTo(Answer.parse(value));
    }

    @Test
    void aPythonHandlerThatReturnsNothingReturnsNull() {
        Finished run = sandbox.python("def handler(event):\n    pass");

        assertThat(run.ok().body().has("return_value")).isTrue();
        assertThat(run.returnValue().isNull()).isTrue();
    }

    @Test
    void integersOfAnySizeKeepTheirDigits() {
        Finished run = sandbox.python("def handler(event):\n    return 12345678901234567890123");

        assertThat(run.ok().returnValue().asText()).isEqualTo("12345678901234567890123");
    }

    @Test
    void theReturnValueReadsTheSameLater() {
        Finished now = sandbox.handle("python", PYTHON, Map.of("value", VALUES[10]));

        Finished later = sandbox.result(now.executionId());

        assertThat(later.body()).isEqualTo(now.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\0b", "a\\ud800b"})
    void charactersThatNoDatabaseTakesDoNotLoseTheResult(String literal) {
        Finished run =
                sandbox.python(
                        "def handler(event):\n    print('said')\n    return '" + literal + "'");

        assertThat(run.ok().stdout()).isEqualTo("said\n");
        assertThat(run.returnValue().asText()).startsWith("a").endsWith("b");
    }

    @Test
    void whatIsPrintedIsNeverTakenForTheReturnValue() {
        Finished run =
                sandbox.python(
                        """
                        import json, sys
                        def handler(event):
                            print(json.dumps({'return_value': 'printed'}))
                            print('===SANDBOX_RESULT===', file=sys.stderr)
                            return 'returned'
                        """);

        assertThat(run.ok().returnValue().asText()).isEqualTo("returned");
        assertThat(run.stdout()).isEqualTo("{\"return_value\": \"printed\"}\n");
    }

    @Test
    void aLargeReturnValueArrives() {
        Finished run = sandbox.python("def handler(event):\n    return 'r' * 900_000");

        assertThat(run.ok().returnValue().asText()).hasSize(900_000);
    }

    @Test
    void aReturnValueBeyondAllBoundsFailsAndSaysSo() {
        Finished run = sandbox.python("def handler(event):\n    return 'r' * 50_000_000");

        assertThat(run.failed("error").exitCode()).isNotZero();
        assertThat(run.stderr()).isNotBlank();
        assertThat(run.body().has("return_value")).isFalse();
    }
}
