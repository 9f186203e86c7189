package dev.cloche.control.execution;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.session.SessionId;
import dev.cloche.control.kernel.Refusal;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// Refuses executions when more come than get done, before they cost the database or an executor
/// anything. Else refusing would cost more than running, what is accepted would wait behind what is
/// not, and the more is asked for the less would get done.
///
/// Two signs are heeded: this replica is at as many at once as it may, or the executor of the
/// session has said a moment ago that it holds as many as it can.
@Singleton
final class Pressure {

    /// An executor's line is seconds long, so that it does not run empty meanwhile.
    static final Duration MOMENT = Duration.ofMillis(100);

    private static final int MOST = 10_000;

    private final Clock clock;
    private final ExecutionMetrics metrics;
    private final Map<Key, Instant> full = new ConcurrentHashMap<>();
    private final AtomicInteger accepting = new AtomicInteger();
    private final int acceptedAtOnce;

    @Inject
    Pressure(ExecutionConfig config, Clock clock, ExecutionMetrics metrics) {
        this(config.acceptedAtOnce(), clock, metrics);
    }

    Pressure(int acceptedAtOnce, Clock clock, ExecutionMetrics metrics) {
        this.acceptedAtOnce = acceptedAtOnce;
        this.clock = clock;
        this.metrics = metrics;
    }

    /// The tenant is part of it: of another one's session nobody learns whether it is busy.
    private record Key(String tenant, SessionId session) {}

    /// Does the work of accepting an execution, or fails with [Refusal] when there is no room for
    /// it.
    <T> Uni<T> admit(String tenant, SessionId session, Supplier<Uni<T>> work) {
        return Uni.createFrom()
                .deferred(() -> {
                    requireRoom(tenant, session);
                    if (accepting.incrementAndGet() > acceptedAtOnce) {
                        int _ = accepting.decrementAndGet();
                        metrics.refused();
                        throw busy();
                    }
                    return work.get().onTermination().invoke(accepting::decrementAndGet);
                });
    }

    private void requireRoom(String tenant, SessionId session) {
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

    private static Refusal busy() {
        return new Refusal(
                        ErrorCode.NO_SANDBOX_AVAILABLE,
                        "more executions come at present than can be taken")
                .retryAfter(Duration.ofSeconds(1));
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
