package dev.cloche.acceptance.execution;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SharedProduct.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class JavaScriptTest {

    private static final String JAVASCRIPT = "javascript";
    private static final Map<String, Object> EVENT = Map.of("name", "Alice");

    private final Product product;
    private Sandbox sandbox;

    JavaScriptTest(Product product) {
        this.product = product;
    }

    @BeforeAll
    void open() {
        sandbox = Sandbox.open(product.newTenant(), Map.of("template_id", "nodejs-basic"));
    }

    @AfterAll
    void close() {
        sandbox.close();
    }

    @Test
    void aPlainScriptPrintsAndReturnsNothing() {
        Finished run = sandbox.javascript("console.log('out'); console.error('err')");

        assertThat(run.ok().stdout()).isEqualTo("out\n");
        assertThat(run.stderr()).isEqualTo("err\n");
        assertThat(run.body().has("return_value")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exports.handler = function (event) { return event.name }",
                "exports.handler = async (event) => event.name",
                "module.exports = (event) => event.name",
                "module.exports = { handler: (event) => event.name }",
                "function handler(event) { return event.name }",
                "async function handler(event) { return event.name }",
                "const handler = (event) => event.name",
                "exports.handler = (event) => Promise.resolve(event.name)",
                "exports.handler = (event) => new Promise(r => setTimeout(() => r(event.name), 20))",
                "export const handler = (event) => event.name",
                "export default async function (event) { return event.name }",
                "import fs from 'node:fs'; export function handler(event) { return event.name }"
            })
    void aHandlerIsFoundHoweverItIsWritten(String code) {
        Finished run = sandbox.handle(JAVASCRIPT, code, EVENT);

        assertThat(run.ok().returnValue().toString()).isEqualTo("\"Alice\"");
    }

    @Test
    void theEventIsAnObject() {
        Finished run =
                sandbox.handle(
                        JAVASCRIPT,
                        "exports.handler = (event) => [typeof event, event.list.length, event.n + 1]",
                        Map.of("list", new int[] {1, 2, 3}, "n", 41));

        assertThat(run.ok().returnValue().toString()).isEqualTo("[\"object\",3,42]");
    }

    @Test
    void topLevelAwaitWorks() {
        Finished run =
                sandbox.javascript(
                        "const x = await new Promise(r => setTimeout(() => r('late'), 10));\n"
                                + "console.log(x)");

        assertThat(run.ok().stdout()).isEqualTo("late\n");
    }

    @Test
    void aPlainScriptEndsWhenItsTimersAreThrough() {
        Finished run = sandbox.javascript("setTimeout(() => console.log('last'), 50)");

        assertThat(run.ok().stdout()).isEqualTo("last\n");
    }

    @Test
    void processExitSetsTheExitCode() {
        Finished run = sandbox.javascript("console.log('so far'); process.exit(3)");

        assertThat(run.failed("error").exitCode()).isEqualTo(3);
        assertThat(run.stdout()).isEqualTo("so far\n");
    }

    @Test
    void anErrorFailsTheRunAndShowsTheCodeOfTheCallerOnly() {
        Finished run =
                sandbox.handle(
                        JAVASCRIPT,
                        """
                        function inner() {
                          throw new TypeError('bad thing')
                        }
                        exports.handler = (event) => inner()
                        """,
                        EVENT);

        assertThat(run.failed("error").exitCode()).isEqualTo(1);
        assertThat(run.stderr()).contains("TypeError: bad thing", "main.js:2", "main.js:4");
        assertThat(run.stderr().lines().filter(line -> line.strip().startsWith("at ")))
                .isNotEmpty()
                .allSatisfy(frame -> assertThat(frame).containsAnyOf("main.js", "node:"));
    }

    @Test
    void anUnhandledRejectionFailsTheRun() {
        Finished run = sandbox.javascript("Promise.reject(new Error('nobody caught me'))");

        assertThat(run.failed("error").exitCode()).isNotZero();
        assertThat(run.stderr()).contains("nobody caught me");
    }

    @Test
    void aSyntaxErrorIsAResult() {
        Finished run = sandbox.javascript("let x = 1;\nlet = = 2;\n");

        assertThat(run.failed("error").exitCode()).isEqualTo(1);
        assertThat(run.stderr()).contains("SyntaxError", "main.js");
    }

    @Test
    void modulesOfTheWorkspaceCanBeRequired() {
        sandbox.shell("mkdir -p lib && echo 'exports.twice = x => 2 * x' > lib/maths.js").ok();

        Finished run = sandbox.javascript("console.log(require('./lib/maths').twice(21))");

        assertThat(run.ok().stdout()).isEqualTo("42\n");
    }

    @Test
    void standardInputCanBeRead() {
        Finished run =
                sandbox.run(
                        Map.of(
                                "language",
                                JAVASCRIPT,
                                "code",
                                "console.log(require('fs').readFileSync(0, 'utf8').toUpperCase())",
                                "stdin",
                                "grüße 🌍"));

        assertThat(run.ok().stdout()).isEqualTo("GRÜSSE 🌍\n");
    }
}
