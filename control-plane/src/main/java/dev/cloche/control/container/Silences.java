package dev.cloche.control.container;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.executor.ExecutorHealth;
import io.quarkus.logging.Log;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Asks executors that do not report whether they live: it may be only the way of their reports
/// that is cut.
@Singleton
final class Silences {

    private final Inquiries inquiries;
    private final Event<ContainerAnswered> news;
    private final Clock clock;
    private final Map<ContainerId, Instant> answers = new ConcurrentHashMap<>();
    private final Set<ContainerId> asked = ConcurrentHashMap.newKeySet();

    Silences(Inquiries inquiries, Event<ContainerAnswered> news, Clock clock) {
        this.inquiries = inquiries;
        this.news = news;
        this.clock = clock;
    }

    Optional<Instant> answered(ContainerId id) {
        return Optional.ofNullable(answers.get(id));
    }

    /// Asks, one question at a time.
    void ask(LiveContainer container) {
        ContainerId id = container.id();
        if (!asked.add(id)) {
            return;
        }
        inquiries
                .ask(container)
                .onTermination()
                .invoke(() -> asked.remove(id))
                .subscribe()
                .with(
                        health -> heard(id, health),
                        failure ->
                                Log.infof(
                                        "executor of %s does not answer: %s",
                                        id, failure.getMessage()));
    }

    private void heard(ContainerId id, ExecutorHealth health) {
        Log.infof("executor of %s does not report, but answers", id);
        answers.put(id, clock.instant());
        news.fire(new ContainerAnswered(id, health.executions()));
    }

    /// Others are over.
    void keep(Set<ContainerId> living) {
        answers.keySet().retainAll(living);
    }
}
