package dev.cloche.control.web;

import dev.cloche.control.kernel.Refusal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Checks words that come in from outside.
public final class Words {

    private Words() {}

    /// The constant that a query parameter names, if it is there.
    ///
    /// @throws Refusal when there is no such constant
    public static <E extends Enum<E>> Optional<E> choice(
            String parameter, @Nullable String text, E[] choices, Function<E, String> wire) {
        if (text == null || text.isEmpty()) {
            return Optional.empty();
        }
        for (E choice : choices) {
            if (wire.apply(choice).equals(text)) {
                return Optional.of(choice);
            }
        }
        String all = Arrays.stream(choices).map(wire).collect(Collectors.joining(", "));
        throw Refusal.invalid("Parameter '" + parameter + "' must be one of " + all);
    }

    /// A moment that a query parameter names, if it is there.
    ///
    /// @throws Refusal when it is none
    public static Optional<Instant> time(String parameter, @Nullable String text) {
        if (text == null || text.isEmpty()) {
            return Optional.empty();
        }
        try {
            // In a query a plus is a space unless it is written as %2B, which few people do.
            return Optional.of(OffsetDateTime.parse(text.replace(' ', '+')).toInstant());
        } catch (DateTimeException e) {
            throw Refusal.invalid(
                    "Parameter '" + parameter + "' must be a time like 2026-01-31T12:00:00Z");
        }
    }

    /// Whether a query parameter says yes; it does not when it is absent.
    ///
    /// @throws Refusal when it says neither
    public static boolean truth(String parameter, @Nullable String text) {
        return switch (text == null ? "false" : text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw Refusal.invalid("Parameter '" + parameter + "' must be true or false");
        };
    }

    /// Refuses what PostgreSQL cannot store and UTF-8 cannot say: NUL, and halves of surrogate
    /// pairs.
    public static void requireStorable(String field, @Nullable String text) {
        if (text != null && text.indexOf(0) >= 0) {
            throw Refusal.invalid("Field '" + field + "' must not contain NUL characters");
        }
        requireSayable(field, text);
    }

    /// Refuses what UTF-8 cannot say: halves of surrogate pairs.
    public static void requireSayable(String field, @Nullable String text) {
        if (text == null) {
            return;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw Refusal.invalid("Field '" + field + "' contains half of a surrogate pair");
            }
        }
    }
}
