package dev.cloche.control.limit;

import java.time.Duration;
import java.time.Instant;

/// What a tenant may still send: it fills at an even pace up to a limit, and each request takes
/// one.
///
/// @param tokens at that time
record Bucket(double tokens, Instant at) {

    static Bucket full(int burst, Instant now) {
        return new Bucket(burst, now);
    }

    /// With what has come in since.
    Bucket at(Instant now, double perSecond, int burst) {
        double seconds = Math.max(0, Duration.between(at, now).toNanos() / 1e9);
        return new Bucket(Math.min(burst, tokens + seconds * perSecond), now);
    }

    boolean hasOne() {
        return tokens >= 1;
    }

    Bucket less() {
        return new Bucket(tokens - 1, at);
    }

    /// Until there is one again.
    Duration pause(double perSecond) {
        return Duration.ofMillis((long) Math.ceil(1000 * Math.max(0, 1 - tokens) / perSecond));
    }
}
