package dev.cloche.control.session;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// `sandbox_sessions_active`, `sandbox_sessions_total`, `cold_start_duration_seconds` and
/// `warm_start_duration_seconds`.
@Singleton
final class SessionMetrics {

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(10),
        Duration.ofMillis(50),
        Duration.ofMillis(200),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30)
    };

    private final SessionStore store;
    private final AtomicLong active = new AtomicLong();
    private final AtomicBoolean counting = new AtomicBoolean();
    private final Counter opened;
    private final Timer cold;
    private final Timer warm;
    private final MeterRegistry registry;

    SessionMetrics(SessionStore store, MeterRegistry registry) {
        this.store = store;
        this.registry = registry;
        this.opened =
                Counter.builder("sandbox.sessions")
                        .description("Sessions that were opened")
                        .register(registry);
        Gauge.builder("sandbox.sessions.active", active, AtomicLong::doubleValue)
                .description("Sessions that are not over, in all replicas")
                .register(registry);
        this.cold = start("cold", "had to wait for a container");
        this.warm = start("warm", "found a container that was ready");
    }

    void on(@Observes SessionOpened event) {
        opened.increment();
        (event.cold() ? cold : warm).record(event.took());
        refresh();
    }

    void on(@Observes SessionEnded event) {
        Counter.builder("sandbox.sessions.ended")
                .description("Sessions that are over, by how they ended")
                .tag("status", event.status().wire())
                .register(registry)
                .increment();
        refresh();
    }

    private Timer start(String kind, String which) {
        return Timer.builder(kind + ".start.duration")
                .description("How long sessions took to open that " + which)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    /// What happens in this replica shows at once, and what happens in others soon. Bursts are
    /// counted once.
    private void refresh() {
        if (!counting.compareAndSet(false, true)) {
            return;
        }
        store.countLiving()
                .onTermination()
                .invoke(() -> counting.set(false))
                .subscribe()
                .with(active::set, failure -> Log.debugf("sessions not counted: %s", failure));
    }

    @Scheduled(
            every = "5s",
            delayed = "0s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> count() {
        return store.countLiving()
                .invoke(active::set)
                .replaceWithVoid()
                .onFailure()
                .recoverWithNull();
    }
}
