package dev.cloche.cli.platform;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/// Reads server-sent events of an execution while they come. What the events print is put together.
public final class EventReader {
    private final StringBuilder printed = new StringBuilder();
    private String last = "";
    private boolean over;

    /// Reads on, to the end of this stream.
    ///
    /// @throws IOException when it breaks; what was whole counts
    public void read(InputStream stream) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
        String name = "";
        String id = "";
        String data = "";
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty() && !name.isEmpty()) {
                event(name, id, Json.MAPPER.readTree(data));
                name = "";
                data = "";
            }
            name = value(line, "event: ", name);
            id = value(line, "id: ", id);
            data = value(line, "data: ", data);
        }
    }

    /// Its standard output so far.
    public String printed() {
        return printed.toString();
    }

    /// The id of the last event, from where one can go on; empty before the first.
    public String last() {
        return last;
    }

    /// Whether its result was among them, which is the end.
    public boolean isOver() {
        return over;
    }

    private void event(String name, String id, JsonNode data) {
        if (name.equals("stdout")) {
            printed.append(data.path("text").asText());
        }
        over |= name.equals("result");
        last = id;
    }

    private static String value(String line, String name, String otherwise) {
        return line.startsWith(name) ? line.substring(name.length()) : otherwise;
    }
}
