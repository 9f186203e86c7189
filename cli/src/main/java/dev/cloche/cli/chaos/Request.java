package dev.cloche.cli.chaos;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.cloche.cli.platform.Form;
import dev.cloche.cli.platform.Json;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// A request that may be sent again: it has a key, or doing it twice is doing it once.
///
/// @param about what the ledger calls it
/// @param key of idempotency
/// @param type of the body
/// @param patience with one answer
record Request(
        String about,
        String method,
        String path,
        Optional<String> key,
        String type,
        Optional<String> body,
        Duration patience) {
    private static final Duration SHORT = Duration.ofSeconds(15);
    private static final String JSON = "application/json";

    static Request get(String about, String path) {
        return new Request(about, "GET", path, Optional.empty(), JSON, Optional.empty(), SHORT);
    }

    static Request delete(String about, String path) {
        return new Request(about, "DELETE", path, Optional.empty(), JSON, Optional.empty(), SHORT);
    }

    static Request post(String about, String path, Object body) {
        try {
            String text = Json.MAPPER.writeValueAsString(body);
            return new Request(
                    about, "POST", path, Optional.empty(), JSON, Optional.of(text), SHORT);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a request could not be written", e);
        }
    }

    /// A file, as browsers send it.
    static Request upload(String about, String path, Map<String, String> fields, String content) {
        String form = Form.of(fields, content);
        return new Request(
                about, "POST", path, Optional.empty(), Form.TYPE, Optional.of(form), SHORT);
    }

    /// The same with a key.
    Request once(String newKey) {
        return new Request(about, method, path, Optional.of(newKey), type, body, patience);
    }

    /// The same with more patience.
    Request waiting(int seconds) {
        return new Request(about, method, path, key, type, body, patience.plusSeconds(seconds));
    }

    HttpRequest.BodyPublisher publisher() {
        return body.map(it -> HttpRequest.BodyPublishers.ofString(it, StandardCharsets.UTF_8))
                .orElse(HttpRequest.BodyPublishers.noBody());
    }
}
