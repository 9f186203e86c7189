package dev.cloche.control.execution;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.session.SessionId;
import dev.cloche.control.kernel.Refusal;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Remembers for a moment which sessions have as many executions as their executor holds, so that
/// what comes meanwhile costs neither the database nor the executor anything. Else, refusing would
/// cost more than running, and the more is asked for the less would get done.
@Singleton
final class Pressure {

    /// An executor's line is seconds long, so that it does not run empty meanwhile.
    static final Duration MOMENT = Duration.ofMillis(100);

    private static final int MOST = 10_000;

    private final Clock clock;
    private final ExecutionMetrics metrics;
    private final Map<Key, Instant> full = new ConcurrentHashMap<>();

    Pressure(Clock clock, ExecutionMetrics metrics) {
        this.clock = clock;
        this.metrics = metrics;
    }

    /// The tenant is part of it: of another one's session nobody learns whether it is busy.
    private record Key(String tenant, SessionId session) {}

    /// Fails with [Refusal] when the session was full a moment ago.
    void requireRoom(String tenant, SessionId session) {
        Key key = new Key(tenant, session);
        Instant until = full.get(key);
        if (until == null) {
            return;
        }
        if (clock.instant().isBefore(until)) {
            metrics.refused();
            throw refusal(session);
        }
        full.remove(key, until);
    }

    /// The session is full now.
    ///
    /// @return what its caller is refused with
    Refusal full(String tenant, SessionId session) {
        Instant now = clock.instant();
        if (full.size() >= MOST) {
            full.values().removeIf(now::isAfter);
        }
        if (full.size() < MOST) {
            full.put(new Key(tenant, session), now.plus(MOMENT));
        }
        metrics.refused();
        return refusal(session);
    }

    private static Refusal refusal(SessionId session) {
        return new Refusal(
                        ErrorCode.NO_SANDBOX_AVAILABLE,
                        "as many executions wait in the container of session "
                                + session
                                + " as it holds")
                .retryAfter(Duration.ofSeconds(1));
    }
}
