package dev.cloche.acceptance.isolation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// Programs that try what they may not; each has a handler that returns what it got.
final class Hostile {

    private Hostile() {}

    static String program(String name) {
        try (InputStream stream = Hostile.class.getResourceAsStream("/hostile/" + name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
