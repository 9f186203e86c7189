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
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// Refuses executions when more come than get done, before they cost the database or an executor
/// anything. Else refusing would cost more than running, what is accepted would wait behind what is
/// not, and the more is asked for the less would get done.
///
/// Two signs are heeded: this replica is at as many at once as it may, or the executor of the
/// session has said that it holds as many as it can. That session has a [Door] from then on, until
/// there is room again.
@Singleton
final class Pressure {

    /// For so long after somebody was refused at a door others may stand before one.
    static final Duration LATELY = Duration.ofSeconds(2);

    private static final int MOST = 10_000;

    private final Clock clock;
    private final ExecutionMetrics metrics;
    private final Map<SessionId, Door> doors = new ConcurrentHashMap<>();
    private volatile Instant calm = Instant.MIN;
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

    /// Does the work of accepting an execution, or fails with [Refusal] when there is no room for
    /// it.
    <T> Uni<T> admit(String tenant, SessionId session, Supplier<Uni<T>> work) {
        return Uni.createFrom().deferred(() -> accept(() -> atTheDoor(tenant, session, work)));
    }

    private <T> Uni<T> atTheDoor(String tenant, SessionId session, Supplier<Uni<T>> work) {
        Door door = doors.get(session);
        return door == null || !door.isOf(tenant) ? work.get() : enter(session, door, work);
    }

    private <T> Uni<T> enter(SessionId session, Door door, Supplier<Uni<T>> work) {
        Instant now = clock.instant();
        if (!door.enter(now)) {
            throw refused(full(session), now);
        }
        return Uni.createFrom()
                .deferred(work::get)
                .invoke(() -> widen(session, door))
                .onFailure(failure -> !isFull(failure))
                .invoke(() -> oneEnded(session))
                .onTermination()
                .invoke(door::leave);
    }

    private void widen(SessionId session, Door door) {
        if (door.widen(clock.instant())) {
            doors.remove(session, door);
        }
    }

    private static boolean isFull(Throwable failure) {
        return failure instanceof Refusal refusal
                && refusal.code() == ErrorCode.NO_SANDBOX_AVAILABLE;
    }

    /// An execution of the session has ended, or did not come to be: there is room for one more.
    void oneEnded(SessionId session) {
        Door door = doors.get(session);
        if (door != null && door.oneEnded()) {
            doors.remove(session, door);
        }
    }

    private <T> Uni<T> accept(Supplier<Uni<T>> work) {
        if (accepting.incrementAndGet() > acceptedAtOnce) {
            int _ = accepting.decrementAndGet();
            metrics.refused();
            throw busy();
        }
        return Uni.createFrom()
                .deferred(work::get)
                .onTermination()
                .invoke(accepting::decrementAndGet);
    }

    /// What an execution is refused with, whoever asks for it; nothing when it depends.
    Optional<Refusal> refusalOfAll() {
        if (accepting.get() < acceptedAtOnce) {
            return Optional.empty();
        }
        metrics.refused();
        return Optional.of(busy());
    }

    /// Whether sessions were full of late.
    boolean isFeltOfLate() {
        return clock.instant().isBefore(calm);
    }

    /// What an execution is refused with that need not be looked at; nothing when it may pass, and
    /// then is admitted soon or never.
    Optional<Refusal> refusalOf(String tenant, SessionId session) {
        Instant now = clock.instant();
        Door door = doors.get(session);
        return door != null && door.isOf(tenant) && !door.pass(now)
                ? Optional.of(refused(full(session), now))
                : Optional.empty();
    }

    private Refusal refused(Refusal refusal, Instant now) {
        calm = now.plus(LATELY);
        metrics.refused();
        return refusal;
    }

    /// The session is full now.
    ///
    /// @return what its caller is refused with
    Refusal full(String tenant, SessionId session) {
        Instant now = clock.instant();
        if (doors.size() >= MOST) {
            doors.values().removeIf(door -> door.isForgotten(now));
        }
        if (doors.size() < MOST) {
            doorOf(tenant, session, now).shut(now);
        }
        return refused(full(session), now);
    }

    // A name that its former owner has given up may come back as somebody else's.
    private Door doorOf(String tenant, SessionId session, Instant now) {
        return doors.compute(
                session,
                (_, door) -> door != null && door.isOf(tenant) ? door : new Door(tenant, now));
    }

    private static Refusal busy() {
        return new Refusal(
                        ErrorCode.NO_SANDBOX_AVAILABLE,
                        "more executions come at present than can be taken")
                .retryAfter(Duration.ofSeconds(1));
    }

    private static Refusal full(SessionId session) {
        return new Refusal(
                        ErrorCode.NO_SANDBOX_AVAILABLE,
                        "as many executions wait in the container of session "
                                + session
                                + " as it holds")
                .retryAfter(Duration.ofSeconds(1));
    }
}
