package dev.cloche.control.session;

import dev.cloche.api.container.ContainerId;
import dev.cloche.control.runtime.ContainerRuntime;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Singleton;
import java.util.Optional;

/// Brings the files of sessions from containers that are gone to those where they go on.
@Singleton
final class CarriedFiles {

    private static final String LOST =
            "its container was lost, and with it the files of its workspace";

    private final MoveStore store;
    private final ContainerRuntime runtime;

    CarriedFiles(MoveStore store, ContainerRuntime runtime) {
        this.store = store;
        this.runtime = runtime;
    }

    /// Sees to it that a session's files are where it is. May be repeated.
    ///
    /// @return what its caller is to know about that, if anything
    Uni<Optional<String>> follow(SessionRow row) {
        if (row.movedFrom() == null || row.container() == null) {
            return Uni.createFrom().item(Optional.empty());
        }
        ContainerId from = row.movedFrom();
        ContainerId to = row.container();
        return Uni.createFrom()
                .item(() -> runtime.carryWorkspace(from, to, row.id()))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .call(() -> store.carried(row))
                .map(there -> there ? Optional.empty() : Optional.of(LOST));
    }
}
