package dev.cloche.cli.kernel;

/// The exit codes that have a meaning of their own; `run` also passes on those of the code it ran.
public enum Exit {
    /// Done.
    OK(0),
    /// Not done, for the reason on standard error.
    FAILED(1),
    /// Typed wrongly.
    USAGE(2),
    /// Another process uses the data directory.
    TAKEN(3),
    /// The platform refused, failed, or cannot be reached.
    PLATFORM(70),
    /// The code was stopped at its time limit.
    TIMEOUT(124),
    /// Ended by Ctrl-C.
    INTERRUPTED(130);

    private final int code;

    Exit(int code) {
        this.code = code;
    }

    /// What the shell sees.
    public int code() {
        return code;
    }
}
