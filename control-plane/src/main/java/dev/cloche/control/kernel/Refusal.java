package dev.cloche.control.kernel;

import dev.cloche.api.error.ErrorCode;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A request that the platform understood and will not carry out. Any other exception is a bug.
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final String detail;
    private final @Nullable Duration retryAfter;

    /// @param detail what was wrong with this request, for its sender's eyes
    public Refusal(ErrorCode code, String detail) {
        this(code, detail, null);
    }

    private Refusal(ErrorCode code, String detail, @Nullable Duration retryAfter) {
        super(code.wire() + ": " + detail, null, false, false);
        this.code = code;
        this.detail = detail;
        this.retryAfter = retryAfter;
    }

    /// The request names something that is not allowed.
    public static Refusal invalid(String detail) {
        return new Refusal(ErrorCode.INVALID_PARAMETER, detail);
    }

    /// The same refusal, saying when another try makes sense.
    public Refusal retryAfter(Duration pause) {
        return new Refusal(code, detail, pause);
    }

    public ErrorCode code() {
        return code;
    }

    public String detail() {
        return detail;
    }

    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
