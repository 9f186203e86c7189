package dev.cloche.control.kernel;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/// Time as the platform keeps it: UTC, in milliseconds.
public final class Time {

    private Time() {}

    /// The clock that everything gets from outside.
    @Produces
    @Singleton
    static Clock clock() {
        return Clock.tick(Clock.systemUTC(), Duration.ofMillis(1));
    }

    /// As the database driver wants it.
    public static OffsetDateTime column(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    /// As the database driver wants it, for a column that may be empty.
    public static @Nullable OffsetDateTime columnOrNull(@Nullable Instant instant) {
        return instant == null ? null : column(instant);
    }
}
