package dev.cloche.control.container;

import dev.cloche.api.container.ContainerId;
import dev.cloche.control.reconcile.Leader;
import dev.cloche.control.runtime.ContainerRuntime;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Singleton;
import java.util.List;

/// Finds what is left on the machine of containers that nobody knows any more, and removes it:
/// files, and what cannot be found by a name. Processes are the reconciler's; what it finds is
/// counted here too (`orphans_removed_total`).
@Singleton
final class Orphans {

    private final ContainerStore store;
    private final ContainerRuntime runtime;
    private final Leader leader;
    private final Counter containers;
    private final Counter directories;
    private final Counter groups;

    Orphans(ContainerStore store, ContainerRuntime runtime, Leader leader, MeterRegistry registry) {
        this.store = store;
        this.runtime = runtime;
        this.leader = leader;
        this.containers = counter(registry, "container");
        this.directories = counter(registry, "directory");
        this.groups = counter(registry, "cgroup");
    }

    private static Counter counter(MeterRegistry registry, String kind) {
        return Counter.builder("orphans.removed")
                .description("What was left behind and has been removed, by what it was")
                .tag("kind", kind)
                .register(registry);
    }

    /// A container that lived, and that no row knew, is gone now.
    void removedContainer() {
        containers.increment();
    }

    @Scheduled(
            every = "1m",
            delayed = "4s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        return leader.alone("orphans", this::removeAll)
                .onFailure()
                .invoke(failure -> Log.warnf("orphans not removed: %s", failure))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> removeAll() {
        return Uni.createFrom()
                .item(this::dead)
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .flatMap(store::unknown)
                .onItem()
                .transformToMulti(ids -> Multi.createFrom().iterable(ids))
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .invoke(this::forget)
                .collect()
                .last()
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .invoke(() -> groups.increment(runtime.tidy()))
                .replaceWithVoid();
    }

    private List<ContainerId> dead() {
        List<ContainerId> alive = runtime.alive();
        return runtime.kept().stream().filter(id -> !alive.contains(id)).toList();
    }

    private void forget(ContainerId id) {
        Log.infof("files of an unknown container removed id=%s", id);
        runtime.forget(id);
        directories.increment();
    }
}
