package dev.cloche.control.session;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// `sandbox_sessions_active` and `sandbox_sessions_total`.
@Singleton
final class SessionMetrics {

    private final SessionStore store;
    private final AtomicLong active = new AtomicLong();
    private final AtomicBoolean counting = new AtomicBoolean();
    private final Counter opened;
    private final MeterRegistry registry;

    SessionMetrics(SessionStore store, MeterRegistry registry) {
        this.store = store;
        this.registry = registry;
        this.opened = registry.counter("sandbox.sessions");
        registry.gauge("sandbox.sessions.active", active);
    }

    void on(@Observes SessionOpened event) {
        opened.increment();
        refresh();
    }

    void on(@Observes SessionEnded event) {
        registry.counter("sandbox.sessions.ended", "status", event.status().wire()).increment();
        refresh();
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
