package dev.cloche.executor.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cloche.api.execution.Language;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Code, and what its report must say.
final class ContractCase {

    private static final ObjectMapper JSON = new ObjectMapper();

    final String name;
    final Language language;
    final String code;
    ObjectNode event;
    String stdin;
    Map<String, String> environment = Map.of();
    long timeoutMs = 20_000;
    private final List<Consumer<JsonNode>> expectations = new ArrayList<>();
    private String verdict = "ok";

    ContractCase(Language language, String name, String code) {
        this.name = language.wire() + ": " + name;
        this.language = language;
        this.code = code;
    }

    static ContractCase python(String name, String code) {
        return new ContractCase(Language.PYTHON, name, code);
    }

    static ContractCase node(String name, String code) {
        return new ContractCase(Language.JAVASCRIPT, name, code);
    }

    static ContractCase shell(String name, String code) {
        return new ContractCase(Language.SHELL, name, code);
    }

    ContractCase event(String text) {
        event = (ObjectNode) read(text);
        return this;
    }

    ContractCase stdin(String text) {
        stdin = text;
        return this;
    }

    ContractCase environment(Map<String, String> values) {
        environment = values;
        return this;
    }

    ContractCase timeout(long millis) {
        timeoutMs = millis;
        return this;
    }

    ContractCase prints(String expected) {
        return expect("stdout", field -> assertThat(field.asText()).isEqualTo(expected));
    }

    ContractCase printsSome(String expected) {
        return expect("stdout", field -> assertThat(field.asText()).contains(expected));
    }

    ContractCase complains(String... expected) {
        return expect("stderr", field -> assertThat(field.asText()).contains(expected));
    }

    ContractCase neverSays(String... unwanted) {
        return expect("stderr", field -> assertThat(field.asText()).doesNotContain(unwanted));
    }

    ContractCase quiet() {
        return expect("stderr", field -> assertThat(field.asText()).isEmpty());
    }

    ContractCase returns(String value) {
        return expect("return_value", field -> assertThat(field).isEqualTo(read(value)));
    }

    ContractCase returnsNothing() {
        expectations.add(report -> assertThat(report.has("return_value")).isFalse());
        return this;
    }

    ContractCase leaves(int code) {
        return expect("exit_code", field -> assertThat(field.asInt()).isEqualTo(code));
    }

    ContractCase says(String field, String value) {
        return expect(field, found -> assertThat(found.asText()).isEqualTo(value));
    }

    ContractCase makes(String... paths) {
        return expect(
                "artifacts",
                field -> assertThat(field).extracting(JsonNode::asText).contains(paths));
    }

    ContractCase verdict(String expected) {
        verdict = expected;
        return this;
    }

    void check(JsonNode report) {
        assertThat(report.path("verdict").asText())
                .as(() -> report.toPrettyString())
                .isEqualTo(verdict);
        expectations.forEach(expectation -> expectation.accept(report));
    }

    private ContractCase expect(String name, Consumer<JsonNode> check) {
        expectations.add(report -> check.accept(report.path(name)));
        return this;
    }

    private static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
