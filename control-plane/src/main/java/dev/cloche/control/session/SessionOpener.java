package dev.cloche.control.session;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.session.SessionStatus;
import dev.cloche.control.container.ContainerLost;
import dev.cloche.control.container.ContainerOpened;
import dev.cloche.control.container.LiveContainer;
import dev.cloche.control.container.Place;
import dev.cloche.control.container.Places;
import dev.cloche.control.executor.Executors;
import dev.cloche.control.kernel.Refusal;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/// Opens sessions in containers that listen: creating becomes running.
@Singleton
final class SessionOpener {

    private final SessionStore store;
    private final SessionEnder ender;
    private final SessionMover mover;
    private final Places places;
    private final SessionBindings bindings;
    private final Executors executors;
    private final Event<SessionOpened> news;
    private final Clock clock;

    SessionOpener(
            SessionStore store,
            SessionEnder ender,
            SessionMover mover,
            Places places,
            SessionBindings bindings,
            Executors executors,
            Event<SessionOpened> news,
            Clock clock) {
        this.store = store;
        this.ender = ender;
        this.mover = mover;
        this.places = places;
        this.bindings = bindings;
        this.executors = executors;
        this.news = news;
        this.clock = clock;
    }

    void on(@Observes ContainerOpened event) {
        openAll(event.container())
                .subscribe()
                .with(
                        _ -> {},
                        failure ->
                                Log.warnf(
                                        "sessions of %s not opened yet: %s",
                                        event.container().id(), failure));
    }

    /// Those that were about to be opened in a container that is gone get another place.
    void on(@Observes ContainerLost loss) {
        store.aboutToOpenIn(loss.container())
                .onItem()
                .transformToMulti(rows -> Multi.createFrom().iterable(rows))
                .onItem()
                .transformToUniAndMerge(row -> elsewhere(row, loss.container(), loss.reason()))
                .collect()
                .last()
                .subscribe()
                .with(
                        _ -> {},
                        failure ->
                                Log.warnf(
                                        "sessions of %s not moved yet: %s",
                                        loss.container(), failure));
    }

    /// Opens a session that has got a place, if its container listens; otherwise sees to it that
    /// the container is started, and does not wait for that.
    ///
    /// @return the session as it is afterwards
    Uni<SessionRow> begin(SessionRow row, Place place) {
        return switch (place) {
            case Place.Taken taken when taken.live().isPresent() ->
                    open(row, taken.live().get()).flatMap(opened -> asItIs(row, opened));
            case Place.Taken _ -> Uni.createFrom().item(row);
            case Place.Reserved reserved -> {
                // How it went shows in the session.
                places.start(reserved)
                        .subscribe()
                        .with(
                                _ -> {},
                                failure ->
                                        Log.errorf(
                                                failure,
                                                "container not started id=%s",
                                                reserved.container()));
                yield Uni.createFrom().item(row);
            }
        };
    }

    private Uni<SessionRow> asItIs(SessionRow before, Optional<SessionRow> opened) {
        return opened.isPresent()
                ? Uni.createFrom().item(opened.get())
                : store.find(before.id(), before.tenant()).map(row -> row.orElse(before));
    }

    /// Opens a session; when its container does not take it, in another one, and ends it when there
    /// is none.
    ///
    /// @return the session as it is afterwards; nothing when somebody else has moved it on
    ///   meanwhile
    Uni<Optional<SessionRow>> open(SessionRow row, LiveContainer container) {
        return open(row, container, false);
    }

    private Uni<Optional<SessionRow>> open(SessionRow row, LiveContainer container, boolean cold) {
        return executors
                .bind(container, row.id(), bindings.of(row))
                .flatMap(_ -> store.open(row.id(), clock.instant()))
                .flatMap(opened -> settle(row, opened, container, cold))
                .onFailure(Refusal.class)
                .recoverWithUni(refusal -> elsewhere(row, container.id(), refusal.detail()));
    }

    private Uni<Optional<SessionRow>> elsewhere(SessionRow row, ContainerId from, String why) {
        Log.warnf("session not opened id=%s container=%s: %s", row.id(), from, why);
        return mover.move(row, from)
                .flatMap(moved ->
                        moved.isPresent()
                                ? begin(moved.get().row(), moved.get().place()).map(Optional::of)
                                : stuck(row, from))
                .onFailure(Refusal.class)
                .recoverWithUni(refusal -> end(row, refusal));
    }

    /// It is over or elsewhere, or has been moved too often.
    private Uni<Optional<SessionRow>> stuck(SessionRow row, ContainerId container) {
        return store.isCreatingIn(row.id(), container)
                .flatMap(there ->
                        there
                                ? ender.end(
                                        row.id(),
                                        SessionStatus.FAILED,
                                        ErrorCode.EXECUTOR_UNREACHABLE,
                                        "its containers did not take it")
                                : Uni.createFrom().item(Optional.empty()));
    }

    private Uni<Void> openAll(LiveContainer container) {
        return store.waitingFor(container.id())
                .onItem()
                .transformToMulti(rows -> Multi.createFrom().iterable(rows))
                .onItem()
                .transformToUniAndMerge(row -> open(row, container, true))
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Optional<SessionRow>> settle(
            SessionRow row, Optional<SessionRow> opened, LiveContainer container, boolean cold) {
        if (opened.isEmpty()) {
            // It was ended, or opened by somebody else, while it was being bound.
            return ender.leaveIfOver(row, container).replaceWith(opened);
        }
        news.fire(
                new SessionOpened(
                        row.id(),
                        container,
                        Duration.between(row.createdAt(), clock.instant()),
                        cold));
        return Uni.createFrom().item(opened);
    }

    private Uni<Optional<SessionRow>> end(SessionRow row, Refusal refusal) {
        return ender.end(
                row.id(),
                SessionStatus.FAILED,
                refusal.code(),
                "its container did not take it, and there is no other");
    }
}
