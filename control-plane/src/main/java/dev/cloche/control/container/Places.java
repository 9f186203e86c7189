package dev.cloche.control.container;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.error.ErrorCode;
import dev.cloche.control.kernel.Ids;
import dev.cloche.control.kernel.Refusal;
import dev.cloche.control.template.Template;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/// Places for sessions in containers: in one that is there if any has room, else in a new one.
@Singleton
public final class Places {

    private static final Duration WHEN_FULL = Duration.ofSeconds(5);

    private final ContainerStore store;
    private final ContainerStarter starter;
    private final ContainerConfig config;
    private final Ids ids;
    private final Clock clock;

    Places(
            ContainerStore store,
            ContainerStarter starter,
            ContainerConfig config,
            Ids ids,
            Clock clock) {
        this.store = store;
        this.starter = starter;
        this.config = config;
        this.ids = ids;
        this.clock = clock;
    }

    /// Takes a place as part of the caller's transaction. Fails with [Refusal] when there is no
    /// room at all.
    public Uni<Place> take(SqlConnection connection, Template template) {
        return store.takeFree(connection, template.id(), template.generation())
                .flatMap(found -> takenOr(found, () -> grow(connection, template)));
    }

    /// Starts a container that [#take] has written down.
    public Uni<Void> start(Place.Reserved place) {
        return starter.start(place.plan());
    }

    /// Gives a place back.
    public Uni<Void> release(SqlClient client, ContainerId container) {
        return store.release(client, container, clock.instant());
    }

    /// Where the executor of a container listens, if it does.
    public Uni<Optional<LiveContainer>> live(ContainerId container) {
        return store.find(container).map(row -> row.flatMap(ContainerRow::live));
    }

    private Uni<Place> grow(SqlConnection connection, Template template) {
        return store.lockGrowth(connection)
                .flatMap(_ -> store.takeWaiting(connection, template.id(), template.generation()))
                .flatMap(found -> takenOr(found, () -> reserve(connection, template)));
    }

    private static Uni<Place> takenOr(
            Optional<ContainerRow> found, Supplier<Uni<Place>> otherwise) {
        return found.<Uni<Place>>map(
                        row -> Uni.createFrom().item(new Place.Taken(row.id(), listening(row))))
                .orElseGet(otherwise);
    }

    private static Optional<LiveContainer> listening(ContainerRow row) {
        return row.readyAt() == null ? Optional.empty() : row.live();
    }

    private Uni<Place> reserve(SqlConnection connection, Template template) {
        return store.countLiving(connection)
                .invoke(this::requireRoom)
                .flatMap(_ ->
                        insert(
                                connection,
                                new NewContainer(ids.container(), template, ids.secret())));
    }

    private void requireRoom(long living) {
        if (living >= config.max()) {
            String detail = "all " + config.max() + " containers are in use";
            throw new Refusal(ErrorCode.NO_SANDBOX_AVAILABLE, detail).retryAfter(WHEN_FULL);
        }
    }

    private Uni<Place> insert(SqlConnection connection, NewContainer plan) {
        return store.insert(
                        connection,
                        plan,
                        starter.runtimeType(),
                        starter.controlPlaneUrl(),
                        clock.instant())
                .replaceWith(new Place.Reserved(plan.id(), plan));
    }
}
