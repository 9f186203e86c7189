package dev.cloche.control.container;

import dev.cloche.api.container.ContainerId;
import dev.cloche.control.reconcile.Leader;
import dev.cloche.control.runtime.ContainerRuntime;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;

/// Deletes what containers left on the machine, when it has been kept long enough. Their rows stay.
@Singleton
final class ContainerRetention {

    private final ContainerStore store;
    private final ContainerRuntime runtime;
    private final Leader leader;
    private final Clock clock;
    private final Duration retention;

    ContainerRetention(
            ContainerStore store,
            ContainerRuntime runtime,
            Leader leader,
            Clock clock,
            ContainerConfig config) {
        this.store = store;
        this.runtime = runtime;
        this.leader = leader;
        this.clock = clock;
        this.retention = config.retention();
    }

    @Scheduled(
            every = "1m",
            delayed = "5s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        return leader.alone("container-retention", this::purgeAll)
                .onFailure()
                .invoke(failure -> Log.warnf("containers not purged: %s", failure))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> purgeAll() {
        return store.unpurged(clock.instant().minus(retention))
                .onItem()
                .transformToMulti(ids -> Multi.createFrom().iterable(ids))
                .onItem()
                .transformToUniAndConcatenate(this::purge)
                .collect()
                .last();
    }

    private Uni<Void> purge(ContainerId id) {
        return Uni.createFrom()
                .voidItem()
                .invoke(() -> runtime.purge(id))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .flatMap(_ -> store.purged(id, clock.instant()));
    }
}
