package dev.cloche.executor.process;

import java.time.Instant;

/// Reads times as the kernel counts them.
final class Times {

    private static final long SECOND = 1_000_000_000L;

    private Times() {}

    static Instant ofNanos(long since1970) {
        return Instant.ofEpochSecond(since1970 / SECOND, since1970 % SECOND);
    }
}
