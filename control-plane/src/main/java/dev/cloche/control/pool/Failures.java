package dev.cloche.control.pool;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Containers that ended before they were ready, lately.
///
/// @param last when the last one did
record Failures(int count, Optional<Instant> last) {

    private static final int MOST_DOUBLINGS = 6;

    static final Failures NONE = new Failures(0, Optional.empty());

    /// Whether it is too early to try again: the pause doubles from one second to a minute.
    boolean forbidTryingAt(Instant now) {
        return last.isPresent() && last.get().plus(pause()).isAfter(now);
    }

    private Duration pause() {
        return Duration.ofSeconds(Math.min(60, 1L << Math.clamp(count - 1L, 0, MOST_DOUBLINGS)));
    }
}
