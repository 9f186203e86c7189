package dev.cloche.acceptance.product;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cloche.api.error.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What the product answered to one request.
///
/// @param headers by lower-case name
public record Answer(int status, Map<String, String> headers, String body) {

    private static final ObjectMapper MAPPER =
            new ObjectMapper()
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final List<String> ENVELOPE =
            List.of(
                    "error_code",
                    "description",
                    "error_detail",
                    "error_link",
                    "solution",
                    "request_id");

    public Answer {
        var sorted = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        sorted.putAll(headers);
        headers = sorted;
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /// Itself, when the status is as expected.
    public Answer expect(int expected) {
        assertThat(status).as("status of the answer %s", shortened()).isEqualTo(expected);
        return this;
    }

    public JsonNode json() {
        assertThat(header("content-type").orElse("")).startsWith("application/json");
        return parse(body);
    }

    /// A field of a JSON answer, as text.
    public String text(String field) {
        JsonNode found = json().path(field);
        assertThat(found.isValueNode()).as("%s in %s", field, shortened()).isTrue();
        return found.asText();
    }

    /// Checks that it is a complete refusal with this code.
    ///
    /// @return what it says was wrong
    public String refusedWith(ErrorCode code) {
        expect(code.status());
        JsonNode envelope = json();
        for (String field : ENVELOPE) {
            assertThat(envelope.path(field).asText()).as("%s of %s", field, body).isNotBlank();
        }
        assertThat(envelope.properties()).hasSize(ENVELOPE.size());
        assertThat(envelope.path("error_code").asText()).isEqualTo(code.wire());
        assertThat(envelope.path("description").asText()).isEqualTo(code.description());
        assertThat(envelope.path("solution").asText()).isEqualTo(code.solution());
        assertThat(envelope.path("error_link").asText()).contains(code.page());
        assertThat(header("x-request-id")).contains(envelope.path("request_id").asText());
        assertThat(body).doesNotContain("Exception", "\tat ", ".java:");
        return envelope.path("error_detail").asText();
    }

    public static JsonNode parse(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + json, e);
        }
    }

    static String print(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be JSON", e);
        }
    }

    private String shortened() {
        return body.length() > 2000 ? body.substring(0, 2000) + "…" : body;
    }
}
