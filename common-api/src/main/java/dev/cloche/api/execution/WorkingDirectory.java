package dev.cloche.api.execution;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Where in its workspace a run starts: names with slashes between them. Links that it passes are
/// followed inside the sandbox, where there is nothing else to get to.
///
/// @param value without empty names and single dots; empty for the workspace itself
public record WorkingDirectory(@JsonValue String value) {

    /// How it looks, roughly: `..`, a letter with a colon at its beginning, characters beyond
    /// U+FFFF and names of more than 255 bytes are not allowed either.
    public static final String PATTERN = "[^/\\\\\\x00-\\x1f\\x7f][^\\\\\\x00-\\x1f\\x7f]{0,1023}";

    private static final int LONGEST = 1024;
    private static final int LONGEST_NAME = 255;

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public WorkingDirectory {
        if (value.isEmpty() || value.length() > LONGEST) {
            throw new IllegalArgumentException("not a path of 1 to 1024 characters");
        }
        if (value.startsWith("/") || value.matches("[A-Za-z]:.*")) {
            throw new IllegalArgumentException("not relative to the workspace");
        }
        if (value.chars().anyMatch(c -> c < ' ' || c == 0x7f || c == '\\' || isSurrogate(c))) {
            throw new IllegalArgumentException(
                    "a path with backslashes, control characters or characters beyond U+FFFF");
        }
        List<String> names =
                Arrays.stream(value.split("/", -1))
                        .filter(name -> !name.isEmpty() && !name.equals("."))
                        .toList();
        if (names.contains("..")) {
            throw new IllegalArgumentException("a path that leaves the workspace by '..'");
        }
        if (names.stream()
                .anyMatch(name -> name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME)) {
            throw new IllegalArgumentException("a path with a name of more than 255 bytes");
        }
        value = String.join("/", names);
    }

    private static boolean isSurrogate(int c) {
        return Character.isSurrogate((char) c);
    }

    @Override
    public String toString() {
        return value;
    }
}
