package dev.cloche.control.openapi;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cloche.control.installation.FoundationResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Holds `openapi/` against what the application says of itself. `-Dgolden.write` writes the files
/// anew.
@QuarkusTest
@QuarkusTestResource(FoundationResource.class)
final class OpenApiTest {

    private static final Path FILES = Path.of("..", "openapi");
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @CsvSource({"openapi, control-plane-api.yaml", "openapi-internal, internal-api.yaml"})
    void theFileIsWhatTheApplicationSays(String document, String file) throws IOException {
        String yaml = given().get("/q/" + document).asString();
        if (System.getProperty("golden.write") != null) {
            Files.createDirectories(FILES);
            Files.writeString(FILES.resolve(file), yaml);
        }

        assertThat(FILES.resolve(file)).hasContent(yaml);
    }

    @Test
    void theUserInterfaceIsThere() {
        assertThat(given().get("/q/swagger-ui/").asString()).contains("/q/openapi");
    }

    @ParameterizedTest
    @CsvSource({"openapi", "openapi-internal"})
    void everythingIsDescribed(String document) throws IOException {
        JsonNode api = JSON.readTree(given().get("/q/" + document + "?format=json").asString());
        List<String> silent = new ArrayList<>();
        api.path("paths")
                .properties()
                .forEach(path ->
                        path.getValue()
                                .properties()
                                .forEach(verb ->
                                        undescribed(
                                                path.getKey() + " " + verb.getKey(),
                                                verb.getValue(),
                                                silent)));
        api.path("components")
                .path("schemas")
                .properties()
                .forEach(schema -> undescribedSchema(schema.getKey(), schema.getValue(), silent));

        assertThat(silent).as("say something of these in a comment, see CONTRIBUTING.md").isEmpty();
    }

    private static void undescribed(String name, JsonNode operation, List<String> silent) {
        if (operation.path("summary").asText().isEmpty()) {
            silent.add(name);
        }
        for (JsonNode parameter : operation.path("parameters")) {
            if (parameter.path("description").asText().isEmpty()) {
                silent.add(name + " parameter " + parameter.path("name").asText());
            }
        }
        boolean asksForNothing = operation.path("requestBody").isMissingNode();
        boolean shown = operation.path("requestBody").path("content").findValue("examples") != null;
        if (!asksForNothing && !shown) {
            silent.add(
                    name
                            + " has no example in openapi/examples/"
                            + operation.path("operationId").asText()
                            + ".json");
        }
    }

    private static void undescribedSchema(String name, JsonNode schema, List<String> silent) {
        if (schema.path("description").asText().isEmpty() && !name.equals("Instant")) {
            silent.add(name);
        }
        schema.path("properties")
                .properties()
                .forEach(property -> {
                    JsonNode value = property.getValue();
                    boolean refers = value.has("$ref");
                    if (!refers && value.path("description").asText().isEmpty()) {
                        silent.add(name + "." + property.getKey());
                    }
                });
    }
}
