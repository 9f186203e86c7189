package dev.cloche.executor.kernel;

import dev.cloche.api.error.ErrorCode;

/// A request that is understood and not carried out. Any other exception is a bug.
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final String detail;

    public Refusal(ErrorCode code, String detail) {
        super(code.wire() + ": " + detail, null, false, false);
        this.code = code;
        this.detail = detail;
    }

    public ErrorCode code() {
        return code;
    }

    /// What was wrong with this request.
    public String detail() {
        return detail;
    }
}
