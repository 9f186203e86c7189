package dev.cloche.control.environment;

import dev.cloche.api.execution.Language;
import dev.cloche.control.reconcile.Leader;
import dev.cloche.control.runtime.EnvironmentId;
import dev.cloche.control.runtime.Environments;
import dev.cloche.control.template.PackageName;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Has packages installed, one environment after the other, and tells how far it is; deletes what
/// no generation needs any more.
@Singleton
final class EnvironmentReconciler {

    private static final Duration SILENCE = Duration.ofSeconds(30);
    private static final int LONGEST_PROGRESS = 200;

    private final EnvironmentStore store;
    private final Environments environments;
    private final Leader leader;
    private final Clock clock;
    private final AtomicReference<@Nullable Work> work = new AtomicReference<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    EnvironmentReconciler(
            EnvironmentStore store, Environments environments, Leader leader, Clock clock) {
        this.store = store;
        this.environments = environments;
        this.leader = leader;
        this.clock = clock;
    }

    @PreDestroy
    void close() {
        threads.shutdownNow();
    }

    /// What is at work here, and the last that it said.
    private record Work(EnvironmentId id, AtomicReference<String> said) {}

    @Scheduled(
            every = "1s",
            delayed = "1s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        Work now = work.get();
        Uni<Void> next =
                now == null
                        ? store.take(clock.instant(), SILENCE)
                                .invoke(wanted -> wanted.ifPresent(this::begin))
                                .replaceWithVoid()
                        : store.beat(now.id(), now.said().get(), clock.instant());
        return quietly(next);
    }

    @Scheduled(
            every = "10s",
            delayed = "6s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> tidy() {
        return quietly(leader.alone("environments", this::removeUnused));
    }

    private void begin(EnvironmentStore.Wanted wanted) {
        Log.infof("environment wanted id=%s packages=%s", wanted.id().name(), wanted.packages());
        Work begun = new Work(wanted.id(), new AtomicReference<>("begun"));
        work.set(begun);
        threads.execute(() -> make(wanted, begun));
    }

    private void make(EnvironmentStore.Wanted wanted, Work begun) {
        Environments.Outcome outcome;
        try {
            outcome =
                    environments.prepare(
                            wanted.id(),
                            of(Language.PYTHON, wanted.packages()),
                            of(Language.JAVASCRIPT, wanted.packages()),
                            line -> begun.said().set(shortened(line)));
        } catch (RuntimeException e) {
            Log.errorf(e, "environment %s not made", wanted.id().name());
            outcome = new Environments.Outcome.Failed("see the log of the control plane");
        }
        finish(wanted.id(), outcome);
    }

    private void finish(EnvironmentId id, Environments.Outcome outcome) {
        Uni<Void> told =
                switch (outcome) {
                    case Environments.Outcome.Ready() ->
                            store.finish(id, true, null, clock.instant());
                    case Environments.Outcome.Failed(var why) ->
                            store.finish(id, false, why, clock.instant());
                };
        told.onTermination()
                .invoke(() -> work.set(null))
                .subscribe()
                .with(
                        _ -> Log.infof("environment done id=%s: %s", id.name(), outcome),
                        failure ->
                                Log.warnf(
                                        "end of environment %s not recorded: %s",
                                        id.name(), failure));
    }

    private Uni<Void> removeUnused() {
        return store.unused()
                .onItem()
                .transformToMulti(all -> Multi.createFrom().iterable(all))
                .onItem()
                .transformToUniAndConcatenate(this::remove)
                .collect()
                .last();
    }

    private Uni<Void> remove(EnvironmentId id) {
        return Uni.createFrom()
                .voidItem()
                .invoke(() -> environments.remove(id))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .flatMap(_ -> store.forget(id));
    }

    private static Uni<Void> quietly(Uni<Void> action) {
        return action.onFailure()
                .invoke(failure -> Log.warnf("environments not looked after: %s", failure))
                .onFailure()
                .recoverWithNull();
    }

    private static List<String> of(Language language, List<PackageName> packages) {
        return packages.stream()
                .filter(one -> one.language() == language)
                .map(PackageName::requirement)
                .toList();
    }

    private static String shortened(String line) {
        return line.length() > LONGEST_PROGRESS ? line.substring(0, LONGEST_PROGRESS) : line;
    }
}
