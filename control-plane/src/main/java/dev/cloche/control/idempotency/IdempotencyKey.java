package dev.cloche.control.idempotency;

import dev.cloche.control.kernel.Refusal;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a caller calls a request by, in the header `Idempotency-Key`.
///
/// @param value 1 to 255 printable characters of ASCII
public record IdempotencyKey(String value) {

    /// The header that carries it.
    public static final String HEADER = "Idempotency-Key";

    private static final Pattern SHAPE = Pattern.compile("[\\x20-\\x7e]{1,255}");

    public IdempotencyKey {
        if (!SHAPE.matcher(value).matches()) {
            throw Refusal.invalid(
                    "Header '" + HEADER + "' must have 1 to 255 printable ASCII characters");
        }
    }

    /// The key in a header, if there is one.
    ///
    /// @throws Refusal when it is not allowed
    public static Optional<IdempotencyKey> of(@Nullable String header) {
        return Optional.ofNullable(header).map(IdempotencyKey::new);
    }
}
