package dev.cloche.control.container;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.control.kernel.Ids;
import dev.cloche.control.kernel.Secret;
import dev.cloche.control.reconcile.Leader;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;

/// Launches containers when the packages of their template are there, and gives them up when those
/// cannot be had.
@Singleton
final class HeldContainers {

    private final HeldStore store;
    private final ContainerStarter starter;
    private final ContainerLosses losses;
    private final Leader leader;
    private final Ids ids;
    private final Clock clock;

    HeldContainers(
            HeldStore store,
            ContainerStarter starter,
            ContainerLosses losses,
            Leader leader,
            Ids ids,
            Clock clock) {
        this.store = store;
        this.starter = starter;
        this.losses = losses;
        this.leader = leader;
        this.ids = ids;
        this.clock = clock;
    }

    @Scheduled(
            every = "1s",
            delayed = "1s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        return leader.alone("held-containers", this::settleAll)
                .onFailure()
                .invoke(failure -> Log.warnf("held containers not looked at: %s", failure))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> settleAll() {
        return store.held()
                .onItem()
                .transformToMulti(all -> Multi.createFrom().iterable(all))
                .onItem()
                .transformToUniAndConcatenate(this::settle)
                .collect()
                .last();
    }

    private Uni<Void> settle(HeldStore.Held held) {
        if (!held.ready()) {
            return losses.lost(
                    held.id(),
                    ErrorCode.CONFLICT,
                    "the packages of its template cannot be installed: " + held.detail());
        }
        Secret secret = ids.secret();
        return store.letGo(held.id(), secret, clock.instant())
                .flatMap(mine ->
                        mine
                                ? starter.start(
                                        new Launch(
                                                held.id(),
                                                held.environment().template(),
                                                Optional.of(held.environment()),
                                                held.resources(),
                                                held.places(),
                                                held.preload(),
                                                secret))
                                : Uni.createFrom().voidItem());
    }
}
