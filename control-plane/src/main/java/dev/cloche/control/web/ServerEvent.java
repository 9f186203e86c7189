package dev.cloche.control.web;

import java.nio.charset.StandardCharsets;

/// One event of a stream of them, as `text/event-stream` has it.
///
/// @param id what a reader that comes back says it has seen last
/// @param data one line
/// @param last whether the stream ends with it
public record ServerEvent(String name, String id, String data, boolean last) {

    /// Says nothing: it keeps those between us and the reader from taking silence for an end.
    public static final ServerEvent KEEP_ALIVE = new ServerEvent("", "", "", false);

    byte[] bytes() {
        String text =
                name.isEmpty()
                        ? ":\n\n"
                        : "id: " + id + "\nevent: " + name + "\ndata: " + data + "\n\n";
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
