package dev.cloche.control.file;

import dev.cloche.control.kernel.Refusal;
import dev.cloche.control.reconcile.Leader;
import dev.cloche.control.runtime.ContainerRuntime;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.unchecked.Unchecked;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;

/// Moves the files of sessions that are over into the bucket, if one is set, and deletes them there
/// when they have been kept for long enough. What fails is tried again with the next round.
@Singleton
final class Shelving {

    /// How long files stay in their directory too: whoever began to read there may finish.
    private static final Duration BOTH = Duration.ofSeconds(10);

    private final S3Store store;
    private final Shelf shelf;
    private final ContainerRuntime runtime;
    private final Leader leader;
    private final Clock clock;

    Shelving(S3Store store, Shelf shelf, ContainerRuntime runtime, Leader leader, Clock clock) {
        this.store = store;
        this.shelf = shelf;
        this.runtime = runtime;
        this.leader = leader;
        this.clock = clock;
    }

    @Scheduled(
            every = "2s",
            delayed = "2s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        if (!store.isSet()) {
            return Uni.createFrom().voidItem();
        }
        return leader.alone("shelving", this::shelve)
                .onFailure()
                .invoke(failure -> Log.warnf("files not moved to the bucket: %s", failure))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> shelve() {
        return each(shelf.toMove(clock.instant().minus(BOTH)), this::move)
                .flatMap(_ -> each(shelf.toStore(), this::store))
                .flatMap(_ -> each(shelf.toForget(), this::forget));
    }

    private Uni<Void> store(Shelf.Kept kept) {
        return note(kept, "storing")
                .flatMap(_ -> blocking(() -> copy(kept)))
                .flatMap(held -> note(kept, held ? "stored" : "left"));
    }

    private boolean copy(Shelf.Kept kept) throws Exception {
        Optional<Path> workspace = runtime.workspace(kept.container(), kept.session());
        if (workspace.isEmpty() || !store.store(kept.session(), workspace.get())) {
            store.forget(kept.session());
            Log.warnf("the bucket cannot hold the files of %s, they stay here", kept.session());
            return false;
        }
        return true;
    }

    private Uni<Void> move(Shelf.Kept kept) {
        return blocking(
                        () -> {
                            runtime.removeWorkspace(kept.container(), kept.session());
                            return true;
                        })
                .flatMap(_ -> note(kept, "moved"));
    }

    private Uni<Void> forget(Shelf.Kept kept) {
        return blocking(
                        () -> {
                            store.forget(kept.session());
                            return true;
                        })
                .flatMap(_ -> note(kept, "forgotten"));
    }

    private Uni<Void> note(Shelf.Kept kept, String state) {
        return shelf.note(kept.session(), state, clock.instant());
    }

    private static Uni<Void> each(
            Uni<List<Shelf.Kept>> found, Function<Shelf.Kept, Uni<Void>> act) {
        return found.onItem()
                .transformToMulti(all -> Multi.createFrom().iterable(all))
                .onItem()
                .transformToUniAndConcatenate(kept -> goingOn(kept, act.apply(kept)))
                .collect()
                .last();
    }

    /// What goes wrong with one does not keep the others waiting, unless the bucket is away.
    private static Uni<Void> goingOn(Shelf.Kept kept, Uni<Void> work) {
        return work.onFailure(failure -> !(failure instanceof Refusal))
                .invoke(failure ->
                        Log.warnf("files of %s not moved yet: %s", kept.session(), failure))
                .onFailure(failure -> !(failure instanceof Refusal))
                .recoverWithNull();
    }

    private static <T> Uni<T> blocking(Callable<T> work) {
        return Uni.createFrom()
                .item(work)
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(Unchecked.function(Callable::call));
    }
}
