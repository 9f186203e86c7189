package dev.cloche.acceptance.product;

import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.core.util.Yaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What `openapi/` says of one API, for those who go through all of it.
public final class Description {

    private final JsonNode document;

    private Description(JsonNode document) {
        this.document = document;
    }

    public static Description of(String name) {
        try {
            return new Description(Yaml.mapper().readTree(Contract.document(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        document.path("paths")
                .properties()
                .forEach(path ->
                        path.getValue()
                                .properties()
                                .forEach(verb ->
                                        operations.add(
                                                new Operation(
                                                        verb.getKey().toUpperCase(Locale.ROOT),
                                                        path.getKey(),
                                                        resolved(verb.getValue())))));
        return operations;
    }

    /// Answers that are described once for many operations are put where they belong.
    private JsonNode resolved(JsonNode operation) {
        operation
                .path("responses")
                .properties()
                .forEach(response -> {
                    String ref = response.getValue().path("$ref").asText();
                    if (!ref.isEmpty()) {
                        response.setValue(document.at(ref.substring(1)));
                    }
                });
        return operation;
    }

    /// An example of an answer.
    public record Example(int status, JsonNode value) {}

    /// A method at an address.
    public record Operation(String method, String path, JsonNode words) {

        /// The address, with names in place of its parameters.
        public String at(String... names) {
            String address = path;
            for (String name : names) {
                address = address.replaceFirst("\\{[^}]+}", name);
            }
            return address;
        }

        /// How many names its address has.
        public int parameters() {
            return path.length() - path.replace("{", "").length();
        }

        /// Examples of bodies of requests, by name.
        public Map<String, JsonNode> bodies() {
            Map<String, JsonNode> bodies = new LinkedHashMap<>();
            for (JsonNode media : words.path("requestBody").path("content")) {
                media.path("examples")
                        .properties()
                        .forEach(example ->
                                bodies.put(example.getKey(), example.getValue().path("value")));
            }
            return bodies;
        }

        /// Whether bodies of requests are forms.
        public boolean takesForm() {
            return words.path("requestBody").path("content").has("multipart/form-data");
        }

        /// The query that belongs to an example.
        public String query(String example) {
            List<String> parts = new ArrayList<>();
            for (JsonNode parameter : words.path("parameters")) {
                JsonNode value = parameter.path("examples").path(example).path("value");
                if (!value.isMissingNode()) {
                    parts.add(parameter.path("name").asText() + "=" + value.asText());
                }
            }
            return parts.isEmpty() ? "" : "?" + String.join("&", parts);
        }

        public List<Integer> successes() {
            List<Integer> successes = new ArrayList<>();
            words.path("responses")
                    .fieldNames()
                    .forEachRemaining(status -> {
                        if (status.startsWith("2")) {
                            successes.add(Integer.valueOf(status));
                        }
                    });
            return successes;
        }

        public List<Example> answers() {
            List<Example> examples = new ArrayList<>();
            words.path("responses")
                    .properties()
                    .forEach(response -> {
                        for (JsonNode media : response.getValue().path("content")) {
                            for (JsonNode example : media.path("examples")) {
                                examples.add(
                                        new Example(
                                                Integer.parseInt(response.getKey()),
                                                example.path("value")));
                            }
                        }
                    });
            return examples;
        }

        /// Whether a token is needed.
        public boolean isSecured() {
            return !words.path("security").isEmpty();
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }
}
