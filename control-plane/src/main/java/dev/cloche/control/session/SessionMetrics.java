package dev.cloche.control.session;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicLong;

/// `sandbox_sessions_active` and `sandbox_sessions_total`.
@Singleton
final class SessionMetrics {

    private final SessionStore store;
    private final AtomicLong active = new AtomicLong();
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
    }

    void on(@Observes SessionEnded event) {
        registry.counter("sandbox.sessions.ended", "status", event.status().wire()).increment();
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
