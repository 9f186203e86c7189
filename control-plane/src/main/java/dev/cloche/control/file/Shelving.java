package dev.cloche.control.file;

import dev.cloche.control.container.LiveContainer;
import dev.cloche.control.container.Places;
import dev.cloche.control.executor.ExecutorFiles;
import dev.cloche.control.kernel.Refusal;
import dev.cloche.control.runtime.ContainerRuntime;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.unchecked.Unchecked;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;

/// Moves the files of sessions that are over into the bucket, if one is set, and deletes them there
/// when they have been kept for long enough. Each replica takes one session after another, and
/// holds neither a lock nor a connection of the database while it copies. What fails is tried
/// again.
@Singleton
final class Shelving {

    private static final Duration SIGN_OF_LIFE = Shelf.SILENCE.dividedBy(4);

    /// After which what failed is tried again.
    private static final Duration AGAIN = Duration.ofSeconds(10);

    private final S3Store store;
    private final Shelf shelf;
    private final ContainerRuntime runtime;
    private final Places places;
    private final ExecutorFiles executors;

    Shelving(
            S3Store store,
            Shelf shelf,
            ContainerRuntime runtime,
            Places places,
            ExecutorFiles executors) {
        this.places = places;
        this.executors = executors;
        this.store = store;
        this.shelf = shelf;
        this.runtime = runtime;
    }

    /// Takes long when there is much to copy.
    @Scheduled(
            every = "2s",
            delayed = "2s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> fill() {
        return untilNoneIsLeft(shelf::takeToStore, this::store);
    }

    @Scheduled(
            every = "2s",
            delayed = "2s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> clear() {
        return untilNoneIsLeft(shelf::takeToMove, this::move)
                .flatMap(_ -> untilNoneIsLeft(shelf::takeToForget, this::forget));
    }

    private Uni<Void> store(Shelf.Kept kept) {
        return places.live(kept.container())
                .flatMap(live -> blocking(() -> copy(kept, live)))
                .flatMap(held -> shelf.note(kept, held ? "stored" : "left"));
    }

    private boolean copy(Shelf.Kept kept, Optional<LiveContainer> live) throws Exception {
        Optional<Path> workspace = runtime.workspace(kept.container(), kept.session());
        if (workspace.isEmpty()) {
            return fetch(kept, live);
        }
        if (!store.store(kept.session(), workspace.get())) {
            store.forget(kept.session());
            Log.warnf("the bucket cannot hold the files of %s, they stay here", kept.session());
            return false;
        }
        return true;
    }

    private boolean fetch(Shelf.Kept kept, Optional<LiveContainer> live) throws Exception {
        if (live.isEmpty()) {
            return false; // they ended with their container
        }
        store.store(kept.session(), new LiveFiles(executors, live.get(), kept.session()));
        return true;
    }

    private Uni<Void> move(Shelf.Kept kept) {
        return blocking(
                        () -> {
                            runtime.removeWorkspace(kept.container(), kept.session());
                            return true;
                        })
                .flatMap(_ -> shelf.note(kept, "moved"));
    }

    private Uni<Void> forget(Shelf.Kept kept) {
        return blocking(
                        () -> {
                            store.forget(kept.session());
                            return true;
                        })
                .flatMap(_ -> shelf.note(kept, "forgotten"));
    }

    private Uni<Void> untilNoneIsLeft(
            Supplier<Uni<Optional<Shelf.Kept>>> take, Function<Shelf.Kept, Uni<Void>> act) {
        if (!store.isSet()) {
            return Uni.createFrom().voidItem();
        }
        return Multi.createBy()
                .repeating()
                .uni(() ->
                        take.get()
                                .call(kept -> kept.isEmpty() ? nothing() : tried(kept.get(), act)))
                .whilst(Optional::isPresent)
                .collect()
                .last()
                .replaceWithVoid()
                .onFailure()
                .invoke(failure -> Log.warnf("files not moved to the bucket: %s", failure))
                .onFailure()
                .recoverWithNull();
    }

    /// What goes wrong with one does not keep the others waiting, unless the bucket is away.
    private Uni<Void> tried(Shelf.Kept kept, Function<Shelf.Kept, Uni<Void>> act) {
        return saying(kept, act.apply(kept))
                .onFailure()
                .call(_ -> shelf.hold(kept, AGAIN))
                .onFailure(failure -> !(failure instanceof Refusal))
                .invoke(failure ->
                        Log.warnf("files of %s not moved yet: %s", kept.session(), failure))
                .onFailure(failure -> !(failure instanceof Refusal))
                .recoverWithNull();
    }

    /// Says now and then that it is still worked on.
    private Uni<Void> saying(Shelf.Kept kept, Uni<Void> work) {
        return Uni.createFrom()
                .emitter(told -> {
                    var signs =
                            Multi.createFrom()
                                    .ticks()
                                    .startingAfter(SIGN_OF_LIFE)
                                    .every(SIGN_OF_LIFE)
                                    .onOverflow()
                                    .drop()
                                    .onItem()
                                    .transformToUniAndConcatenate(_ -> sign(kept))
                                    .subscribe()
                                    .with(_ -> {});
                    work.onTermination()
                            .invoke(signs::cancel)
                            .subscribe()
                            .with(told::complete, told::fail);
                });
    }

    private Uni<Void> sign(Shelf.Kept kept) {
        return shelf.hold(kept, Shelf.SILENCE)
                .onFailure()
                .invoke(failure -> Log.warnf("work on %s not noted: %s", kept.session(), failure))
                .onFailure()
                .recoverWithNull();
    }

    private static Uni<Void> nothing() {
        return Uni.createFrom().voidItem();
    }

    private static <T> Uni<T> blocking(Callable<T> work) {
        return Uni.createFrom()
                .item(work)
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(Unchecked.function(Callable::call));
    }
}
