package dev.cloche.control.runtime;

/// Something about this machine that somebody has to put right. The message says what is wrong and
/// what to do about it.
public final class HostProblem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public HostProblem(String message) {
        super(message);
    }

    public HostProblem(String message, Throwable cause) {
        super(message, cause);
    }
}
