package dev.cloche.control.container;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.container.ContainerState;
import dev.cloche.api.error.ErrorCode;
import dev.cloche.control.reconcile.Leader;
import dev.cloche.control.reconcile.Listening;
import dev.cloche.control.replica.Replicas;
import dev.cloche.control.runtime.ContainerGone;
import dev.cloche.control.runtime.ContainerRuntime;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Compares the rows of containers with what the runtime has, and acts on the difference.
@Singleton
final class ContainerReconciler {

    private final ContainerStore store;
    private final ContainerLosses losses;
    private final ContainerRuntime runtime;
    private final Orphans orphans;
    private final Replicas replicas;
    private final Silences silences;
    private final Event<ContainerForsaken> forsaken;
    private final Leader leader;
    private final Clock clock;
    private final ContainerReaper reaper;
    private final Listening listening;

    ContainerReconciler(
            ContainerStore store,
            ContainerLosses losses,
            ContainerRuntime runtime,
            Orphans orphans,
            Replicas replicas,
            Silences silences,
            Event<ContainerForsaken> forsaken,
            Leader leader,
            ContainerConfig config,
            Clock clock) {
        this.store = store;
        this.losses = losses;
        this.runtime = runtime;
        this.orphans = orphans;
        this.replicas = replicas;
        this.silences = silences;
        this.forsaken = forsaken;
        this.leader = leader;
        this.clock = clock;
        this.reaper =
                new ContainerReaper(config.startLimit(), config.silenceLimit(), clock.instant());
        this.listening = new Listening(config.silenceLimit().dividedBy(3), clock.instant());
    }

    void start(@Observes StartupEvent event) {
        runtime.watch(this::gone);
    }

    @Scheduled(
            every = "2s",
            delayed = "1s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        return leader.alone("containers", this::compare)
                .onFailure()
                .invoke(failure -> Log.warnf("containers not compared: %s", failure))
                .onFailure()
                .recoverWithNull();
    }

    private void gone(ContainerGone gone) {
        losses.lost(gone)
                .subscribe()
                .with(
                        _ -> {},
                        failure ->
                                Log.warnf("loss of %s not recorded yet: %s", gone.id(), failure));
    }

    private Uni<Void> compare() {
        return Uni.createFrom()
                .item(() -> Set.copyOf(runtime.alive()))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .flatMap(alive -> store.living().flatMap(rows -> settle(rows, alive)));
    }

    private Uni<Void> settle(List<ContainerStore.Living> rows, Set<ContainerId> alive) {
        Instant now = clock.instant();
        ContainerReaper hearing = reaper.hearingSince(listening.at(now));
        Uni<Void> judged =
                Multi.createFrom()
                        .iterable(rows)
                        .onItem()
                        .transformToUniAndConcatenate(
                                one -> act(hearing, one, alive.contains(one.row().id()), now))
                        .collect()
                        .last();
        Set<ContainerId> known =
                rows.stream().map(one -> one.row().id()).collect(Collectors.toSet());
        silences.keep(known);
        return judged.flatMap(_ -> removeStrays(known, alive));
    }

    private Uni<Void> act(
            ContainerReaper hearing, ContainerStore.Living one, boolean alive, Instant now) {
        ContainerRow row = one.row();
        Sight sight = new Sight(alive, one.outdated(), silences.answered(row.id()));
        return switch (hearing.judge(row, sight, replicas.urls(), now)) {
            case ContainerVerdict.Leave() -> Uni.createFrom().voidItem();
            case ContainerVerdict.Greet() -> {
                row.live().map(ContainerForsaken::new).ifPresent(forsaken::fire);
                yield Uni.createFrom().voidItem();
            }
            case ContainerVerdict.Ask() -> {
                row.live().ifPresent(silences::ask);
                yield Uni.createFrom().voidItem();
            }
            case ContainerVerdict.Retire() -> losses.retire(row.id());
            case ContainerVerdict.Bury(var reason) ->
                    losses.lost(row.id(), ErrorCode.EXECUTOR_UNREACHABLE, reason);
        };
    }

    /// Containers that the runtime has and no row knows: left over from another database, or from a
    /// removal that was cut short.
    private Uni<Void> removeStrays(Set<ContainerId> known, Set<ContainerId> alive) {
        return Multi.createFrom()
                .iterable(alive)
                .filter(id -> !known.contains(id))
                .onItem()
                .transformToUniAndConcatenate(this::removeIfStray)
                .collect()
                .last();
    }

    private Uni<Void> removeIfStray(ContainerId id) {
        // A container may have been written down after the rows were read.
        return store.find(id)
                .map(row -> row.filter(found -> found.state() != ContainerState.EXITED))
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .invoke(living -> {
                    if (living.isEmpty()) {
                        Log.infof("stray container removed id=%s", id);
                        runtime.remove(id);
                        orphans.removedContainer();
                    }
                })
                .replaceWithVoid();
    }
}
