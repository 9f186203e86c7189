package dev.cloche.control.container;

import dev.cloche.api.container.ContainerId;
import dev.cloche.control.kernel.Ids;
import dev.cloche.control.template.Template;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/// Containers that are started before anybody asks for a place in them.
@Singleton
public final class Spares {

    /// Why containers end that nothing is wrong with, for statements.
    public static final String ORDERLY_EXITS = ContainerExit.ORDERLY;

    private static final Path MEMORY = Path.of("/proc/meminfo");
    private static final double TIGHT = 0.9;

    private final PlaceStore store;
    private final ContainerStarter starter;
    private final ContainerLosses losses;
    private final Pool pool;
    private final Ids ids;
    private final Clock clock;

    Spares(
            PlaceStore store,
            ContainerStarter starter,
            ContainerLosses losses,
            Pool pool,
            Ids ids,
            Clock clock) {
        this.store = store;
        this.starter = starter;
        this.losses = losses;
        this.pool = pool;
        this.ids = ids;
        this.clock = clock;
    }

    /// How many containers there may be at once, with and without sessions.
    public int most() {
        return starter.most();
    }

    /// Whether so little memory is left that nothing should be started without need.
    public boolean isMemoryTight() {
        try {
            return Usage.memory(Files.readString(MEMORY)) > TIGHT;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot tell how much memory is left", e);
        }
    }

    /// Starts one, if there is room. Ends when it is launched; it is ready when its executor has
    /// reported.
    public Uni<Void> start(Template template) {
        return pool.withTransaction(connection -> write(connection, template))
                .flatMap(plan ->
                        plan.isPresent() ? starter.start(plan.get()) : Uni.createFrom().voidItem());
    }

    /// Ends one, unless somebody has got a place in it.
    public Uni<Void> giveUp(ContainerId id) {
        return losses.retire(id);
    }

    private Uni<Optional<NewContainer>> write(SqlConnection connection, Template template) {
        return store.lockGrowth(connection)
                .flatMap(_ -> store.countLiving(connection))
                .flatMap(living ->
                        living < starter.most()
                                ? insert(connection, template)
                                : Uni.createFrom().item(Optional.empty()));
    }

    private Uni<Optional<NewContainer>> insert(SqlConnection connection, Template template) {
        var plan = new NewContainer(ids.container(), template, ids.secret(), 0);
        return store.insert(
                        connection,
                        plan,
                        starter.runtimeType(),
                        starter.controlPlaneUrl(),
                        clock.instant())
                .replaceWith(Optional.of(plan));
    }
}
