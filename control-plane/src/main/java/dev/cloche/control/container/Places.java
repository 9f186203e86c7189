package dev.cloche.control.container;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.error.ErrorCode;
import dev.cloche.control.kernel.Ids;
import dev.cloche.control.kernel.Refusal;
import dev.cloche.control.template.Template;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/// Places for sessions in containers: in one that is there if any has room, else in a new one.
@Singleton
public final class Places {

    private static final Duration WHEN_FULL = Duration.ofSeconds(5);

    private final PlaceStore store;
    private final ContainerStore containers;
    private final ContainerStarter starter;
    private final ContainerLosses losses;
    private final Keepsakes keepsakes;
    private final Event<PlaceTaken> news;
    private final Ids ids;
    private final Clock clock;

    Places(
            PlaceStore store,
            ContainerStore containers,
            ContainerStarter starter,
            ContainerLosses losses,
            Keepsakes keepsakes,
            Event<PlaceTaken> news,
            Ids ids,
            Clock clock) {
        this.store = store;
        this.containers = containers;
        this.starter = starter;
        this.losses = losses;
        this.keepsakes = keepsakes;
        this.news = news;
        this.ids = ids;
        this.clock = clock;
    }

    /// Takes a place as part of the caller's transaction. Fails with [Refusal] when there is no
    /// room at all.
    public Uni<Place> take(SqlConnection connection, Template template) {
        return store.takeFree(connection, template.id(), template.generation())
                .flatMap(found -> takenOr(found, () -> grow(connection, template)));
    }

    /// Starts a container that [#take] has written down; if another one had to give way, that goes
    /// first.
    public Uni<Void> start(Place.Reserved place) {
        return place.instead()
                .map(losses::removed)
                .orElseGet(() -> Uni.createFrom().voidItem())
                .flatMap(_ -> starter.start(place.plan()));
    }

    /// Tells those who keep containers ready that a place is taken for good.
    public void tell(Template template) {
        news.fire(new PlaceTaken(template));
    }

    /// Nobody gets a place any more in a container that did not take its session.
    public Uni<Void> drain(SqlClient client, ContainerId container) {
        return store.drain(client, container);
    }

    /// Gives a place back.
    public Uni<Void> release(SqlClient client, ContainerId container) {
        return store.release(client, container, clock.instant());
    }

    /// Where the executor of a container listens, if it does.
    public Uni<Optional<LiveContainer>> live(ContainerId container) {
        return containers.find(container).map(row -> row.flatMap(ContainerRow::live));
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
                .flatMap(living ->
                        living < starter.most()
                                ? Uni.createFrom().item(Optional.<ContainerId>empty())
                                : displace(connection))
                .flatMap(instead ->
                        insert(
                                connection,
                                new NewContainer(ids.container(), template, ids.secret(), 1),
                                instead));
    }

    /// Whoever asks for a place comes before what is only kept ready.
    private Uni<Optional<ContainerId>> displace(SqlConnection connection) {
        Instant now = clock.instant();
        return store.displace(connection, now, keepsakes.fetchedSince(now))
                .invoke(found -> {
                    if (found.isEmpty()) {
                        throw new Refusal(
                                        ErrorCode.NO_SANDBOX_AVAILABLE,
                                        "all " + starter.most() + " containers are in use")
                                .retryAfter(WHEN_FULL);
                    }
                });
    }

    private Uni<Place> insert(
            SqlConnection connection, NewContainer plan, Optional<ContainerId> instead) {
        return store.insert(
                        connection,
                        plan,
                        starter.runtimeType(),
                        starter.controlPlaneUrl(),
                        clock.instant())
                .replaceWith(new Place.Reserved(plan.id(), plan, instead));
    }
}
