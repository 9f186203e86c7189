package dev.cloche.api.file;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A path of a file or directory, relative to the workspace, that does not leave it by its names.
/// Whether links on the way lead out is found out where it is opened.
///
/// @param value names with a slash between them; the empty path is the workspace itself
public record FilePath(@JsonValue String value) {

    /// How it looks, roughly: names of dots, and long ones, are not allowed either.
    public static final String PATTERN = "([^/\\x00]+(/[^/\\x00]+)*)?";

    /// Bytes of a path, at most.
    public static final int LONGEST = 4096;

    /// Bytes of one name, at most.
    public static final int LONGEST_NAME = 255;

    /// Names in a path, at most.
    public static final int DEEPEST = 400;

    /// The workspace itself.
    public static final FilePath ROOT = new FilePath("");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public FilePath {
        if (value.startsWith("/")) {
            throw new IllegalArgumentException("not relative to the workspace");
        }
        if (value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("not a path: it contains NUL");
        }
        if (bytes(value) > LONGEST) {
            throw new IllegalArgumentException("longer than " + LONGEST + " bytes");
        }
        List<String> names = split(value);
        names.forEach(FilePath::check);
        if (names.size() > DEEPEST) {
            throw new IllegalArgumentException("deeper than " + DEEPEST + " names");
        }
    }

    /// A path that names a directory, which may end with a slash.
    public static FilePath directory(String value) {
        return new FilePath(
                value.endsWith("/") && value.length() > 1
                        ? value.substring(0, value.length() - 1)
                        : value);
    }

    /// Whether it is the workspace itself.
    public boolean isRoot() {
        return value.isEmpty();
    }

    /// Its names, from the workspace on.
    public List<String> names() {
        return split(value);
    }

    /// The last of its names.
    public String name() {
        return value.substring(value.lastIndexOf('/') + 1);
    }

    @Override
    public String toString() {
        return value;
    }

    private static List<String> split(String value) {
        return value.isEmpty() ? List.of() : List.of(value.split("/", -1));
    }

    private static void check(String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("not a path: a name in it is empty");
        }
        if (name.equals(".") || name.equals("..")) {
            throw new IllegalArgumentException("not a path within the workspace");
        }
        if (bytes(name) > LONGEST_NAME) {
            throw new IllegalArgumentException(
                    "not a path: a name in it has more than " + LONGEST_NAME + " bytes");
        }
    }

    private static int bytes(String text) {
        try {
            return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text)).remaining();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("not text: it has half of a surrogate pair", e);
        }
    }
}
