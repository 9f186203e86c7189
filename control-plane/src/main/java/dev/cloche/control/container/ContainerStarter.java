package dev.cloche.control.container;

import dev.cloche.api.container.RuntimeType;
import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.executor.ExecutorBoot;
import dev.cloche.control.kernel.Vault;
import dev.cloche.control.replica.Replicas;
import dev.cloche.control.runtime.ContainerRuntime;
import dev.cloche.control.runtime.ContainerSpec;
import dev.cloche.control.runtime.Room;
import dev.cloche.control.runtime.Started;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Singleton;

/// Starts containers that are written down.
@Singleton
final class ContainerStarter {

    private final ContainerRuntime runtime;
    private final ContainerLosses losses;
    private final ContainerConfig config;
    private final Vault vault;
    private final Replicas replicas;

    ContainerStarter(
            ContainerRuntime runtime,
            ContainerLosses losses,
            ContainerConfig config,
            Vault vault,
            Replicas replicas) {
        this.runtime = runtime;
        this.losses = losses;
        this.config = config;
        this.vault = vault;
        this.replicas = replicas;
    }

    RuntimeType runtimeType() {
        return runtime.type();
    }

    /// How many containers there may be at once.
    int most() {
        return Math.min(config.max(), runtime.most());
    }

    /// Where executors send their reports.
    String controlPlaneUrl() {
        return replicas.url();
    }

    /// Ends when the container is launched, or is recorded as lost because it could not be. One
    /// whose packages are not there yet is held.
    Uni<Void> start(NewContainer plan) {
        return plan.template().isPreparing()
                ? Uni.createFrom().voidItem()
                : start(Launch.of(plan, runtime.type()));
    }

    Uni<Void> start(Launch plan) {
        ContainerSpec spec =
                new ContainerSpec(
                        plan.id(),
                        plan.template(),
                        plan.environment(),
                        Room.forSessions(plan.resources(), plan.places()),
                        boot(plan));
        return Uni.createFrom()
                .item(() -> runtime.start(spec))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .onFailure()
                .recoverWithItem(
                        failure -> new Started.Refused(String.valueOf(failure.getMessage())))
                .flatMap(started -> settle(plan, started));
    }

    private Uni<Void> settle(Launch plan, Started started) {
        return switch (started) {
            case Started.Running _ -> {
                Log.infof("container started id=%s template=%s", plan.id(), plan.template());
                yield Uni.createFrom().voidItem();
            }
            case Started.NoRoom(var why) ->
                    losses.lost(plan.id(), ErrorCode.NO_SANDBOX_AVAILABLE, "no room: " + why);
            case Started.Refused(var why) ->
                    losses.lost(
                            plan.id(),
                            ErrorCode.EXECUTOR_UNREACHABLE,
                            "could not be started: " + why);
        };
    }

    private ExecutorBoot boot(Launch plan) {
        return new ExecutorBoot(
                plan.id(),
                plan.template(),
                plan.secret().value(),
                DispatchToken.of(vault, plan.id()).value(),
                controlPlaneUrl(),
                "",
                "",
                Math.toIntExact(config.orphanLimit().toSeconds()),
                null,
                plan.preload());
    }
}
