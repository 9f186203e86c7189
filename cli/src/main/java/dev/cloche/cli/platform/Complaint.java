package dev.cloche.cli.platform;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.cloche.api.error.ErrorBody;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;

/// What a refused request says, as one line.
final class Complaint {
    private static final int QUOTED = 200;

    private Complaint() {}

    /// The envelope of the platform, or what is there instead of one.
    static String of(int status, byte[] body) {
        Optional<ErrorBody> error = read(body);
        if (error.isPresent()) {
            return line(error.get());
        }
        // Something else than the platform answered, and says what it says.
        String text = new String(body, StandardCharsets.UTF_8).strip().replaceAll("\\s+", " ");
        String quote = text.length() > QUOTED ? text.substring(0, QUOTED) + "…" : text;
        return "the platform answered " + status + (quote.isEmpty() ? "" : ": " + quote);
    }

    private static Optional<ErrorBody> read(byte[] body) {
        try {
            return Optional.ofNullable(Json.MAPPER.readValue(body, ErrorBody.class))
                    .filter(error -> Objects.nonNull(error.errorCode()));
        } catch (JsonProcessingException _) {
            return Optional.empty();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String line(ErrorBody error) {
        var line = new StringBuilder(oneLine(error.description()));
        append(line, " ", error.errorDetail(), "");
        append(line, " — ", error.solution(), "");
        append(line, " [" + error.errorCode() + ", request ", error.requestId(), "]");
        return line.toString();
    }

    private static void append(StringBuilder line, String before, String text, String after) {
        String one = oneLine(text);
        if (!one.isEmpty()) {
            line.append(before).append(one).append(after);
        }
    }

    private static String oneLine(String text) {
        return Objects.requireNonNullElse(text, "").strip().replaceAll("\\s+", " ");
    }
}
