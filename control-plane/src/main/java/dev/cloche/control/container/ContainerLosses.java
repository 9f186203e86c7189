package dev.cloche.control.container;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.error.ErrorCode;
import dev.cloche.control.runtime.ContainerGone;
import dev.cloche.control.runtime.ContainerRuntime;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;

/// Records that a container is gone, removes what is left of it, and tells those who had something
/// in it: in this order, so that nothing of it runs any more when they go on elsewhere.
@Singleton
final class ContainerLosses {

    private final ContainerStore store;
    private final ContainerSecrets secrets;
    private final ContainerRuntime runtime;
    private final Keepsakes keepsakes;
    private final Event<ContainerLost> news;
    private final Clock clock;

    ContainerLosses(
            ContainerStore store,
            ContainerSecrets secrets,
            ContainerRuntime runtime,
            Keepsakes keepsakes,
            Event<ContainerLost> news,
            Clock clock) {
        this.store = store;
        this.secrets = secrets;
        this.runtime = runtime;
        this.keepsakes = keepsakes;
        this.news = news;
        this.clock = clock;
    }

    /// Does nothing when it was known to be gone.
    Uni<Void> lost(ContainerId id, ErrorCode code, String reason) {
        return lost(new ContainerLost(id, code, reason), false);
    }

    /// The same, when it ended by itself.
    Uni<Void> lost(ContainerGone gone) {
        return lost(
                new ContainerLost(gone.id(), ErrorCode.EXECUTOR_UNREACHABLE, gone.reason()),
                gone.starved());
    }

    private Uni<Void> lost(ContainerLost loss, boolean starved) {
        return store.exit(loss.container(), loss.reason(), starved, clock.instant())
                .flatMap(row -> row.isPresent() ? gone(loss) : Uni.createFrom().voidItem());
    }

    /// Ends a container that nobody uses, unless somebody has begun to.
    Uni<Void> retire(ContainerId id) {
        Instant now = clock.instant();
        return store.exitUnused(id, ContainerExit.IDLE, now, keepsakes.fetchedSince(now))
                .flatMap(row -> row.isPresent() ? removed(id) : Uni.createFrom().voidItem());
    }

    private Uni<Void> gone(ContainerLost loss) {
        Log.warnf("container lost id=%s reason=%s", loss.container(), loss.reason());
        return removed(loss.container())
                .onFailure()
                .invoke(failure ->
                        Log.warnf("container not removed yet id=%s: %s", loss.container(), failure))
                .onFailure()
                .recoverWithNull()
                .invoke(() -> news.fire(loss));
    }

    /// Removes what is left of a container that is recorded as gone.
    Uni<Void> removed(ContainerId id) {
        secrets.forget(id);
        return Uni.createFrom()
                .voidItem()
                .invoke(() -> runtime.remove(id))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }
}
