package dev.cloche.acceptance.product;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Somebody who reads the events of an execution.
public final class Events implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 60_000;

    private final HttpURLConnection connection;
    private final BufferedReader lines;

    private Events(HttpURLConnection connection) throws IOException {
        this.connection = connection;
        this.lines =
                new BufferedReader(
                        new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
    }

    /// One event.
    public record Event(String name, String id, JsonNode data) {

        public String text() {
            return data.path("text").asText();
        }

        public String status() {
            return data.path("status").asText();
        }
    }

    public static Events of(Caller caller, String execution) {
        return after(caller, execution, "");
    }

    /// Those that follow an event that was seen.
    public static Events after(Caller caller, String execution, String lastEventId) {
        try {
            var connection =
                    (HttpURLConnection)
                            URI.create(caller.url() + path(execution)).toURL().openConnection();
            connection.setReadTimeout(PATIENCE_MILLIS);
            caller.headers().forEach(connection::setRequestProperty);
            connection.setRequestProperty("Accept", "text/event-stream");
            if (!lastEventId.isEmpty()) {
                connection.setRequestProperty("Last-Event-ID", lastEventId);
            }
            assertThat(connection.getResponseCode()).isEqualTo(200);
            assertThat(connection.getContentType()).startsWith("text/event-stream");
            return new Events(connection);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String path(String execution) {
        return "/api/v1/executions/" + execution + "/events";
    }

    /// The next one; nothing when the stream has ended.
    public Optional<Event> next() {
        String name = "";
        String id = "";
        String data = "";
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty() && !name.isEmpty()) {
                    return Optional.of(new Event(name, id, Answer.parse(data)));
                }
                name = value(line, "event: ", name);
                id = value(line, "id: ", id);
                data = value(line, "data: ", data);
            }
            assertThat(name).as("an event that was cut off").isEmpty();
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Those up to one that suffices, with that.
    public List<Event> until(Predicate<Event> suffices) {
        var seen = new ArrayList<Event>();
        while (true) {
            Event event =
                    next().orElseThrow(() -> new AssertionError("the stream ended after " + seen));
            seen.add(event);
            if (suffices.test(event)) {
                return seen;
            }
        }
    }

    /// Those up to one that prints this.
    public List<Event> untilPrinted(String words) {
        return until(event -> event.name().equals("stdout") && event.text().contains(words));
    }

    /// All that are left.
    public List<Event> rest() {
        var seen = new ArrayList<Event>();
        for (Optional<Event> event = next(); event.isPresent(); event = next()) {
            seen.add(event.get());
        }
        return seen;
    }

    /// What the events of this name say together.
    public static String text(List<Event> events, String name) {
        return events.stream()
                .filter(event -> event.name().equals(name))
                .map(Event::text)
                .collect(Collectors.joining());
    }

    public static List<String> statuses(List<Event> events) {
        return events.stream()
                .filter(event -> event.name().equals("status"))
                .map(Event::status)
                .toList();
    }

    private static String value(String line, String field, String otherwise) {
        return line.startsWith(field) ? line.substring(field.length()) : otherwise;
    }

    @Override
    public void close() {
        connection.disconnect();
    }
}
