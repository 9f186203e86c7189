package dev.cloche.control.web;

import dev.cloche.control.kernel.Refusal;
import org.jspecify.annotations.Nullable;

/// Which part of a list is asked for.
///
/// @param limit 1 to 200
/// @param offset 0 or more
public record Paging(int limit, int offset) {

    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;

    /// @throws Refusal when one of the two is not a number or out of bounds
    public static Paging of(@Nullable String limit, @Nullable String offset) {
        return new Paging(
                number("limit", limit, DEFAULT_LIMIT, 1, MAX_LIMIT),
                number("offset", offset, 0, 0, Integer.MAX_VALUE));
    }

    /// A whole number from a query, or the default when it is absent.
    public static int number(String name, @Nullable String text, int absent, int min, int max) {
        if (text == null) {
            return absent;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // The same refusal as for a number out of bounds.
        }
        throw Refusal.invalid(
                "Parameter '" + name + "' must be a whole number between " + min + " and " + max);
    }
}
