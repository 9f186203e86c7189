package dev.cloche.cli.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cloche.cli.kernel.Exit;
import dev.cloche.cli.kernel.Refusal;
import dev.cloche.cli.platform.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the handler is called with, as it is typed: JSON, or `@` and the name of a file with JSON.
record EventOption(String typed) {
    private static final int MAX_BYTES = 1_048_576;

    ObjectNode read() {
        try {
            if (Json.MAPPER.readTree(text()) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            throw new Refusal(Exit.USAGE, "the event is not JSON: " + e.getOriginalMessage(), e);
        }
        throw new Refusal(Exit.USAGE, "the event must be a JSON object, like {\"name\": \"Ada\"}");
    }

    private String text() {
        if (!typed.startsWith("@")) {
            return typed;
        }
        String name = typed.substring(1);
        try (InputStream input = Files.newInputStream(Path.of(name))) {
            return Text.read(input, MAX_BYTES, name)
                    .orElseThrow(() -> new Refusal(Exit.USAGE, "the event is longer than 1 MB"));
        } catch (IOException e) {
            throw new Refusal(
                    Exit.USAGE, "cannot read the event from " + name + ": " + e.getMessage(), e);
        }
    }
}
