package dev.cloche.control.session;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.session.SessionId;
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
    private final OccupantStore occupants;
    private final SessionEnder ender;
    private final SessionMover mover;
    private final CarriedFiles files;
    private final Places places;
    private final SessionBindings bindings;
    private final Executors executors;
    private final Event<SessionOpened> news;
    private final Clock clock;

    SessionOpener(
            SessionStore store,
            OccupantStore occupants,
            SessionEnder ender,
            SessionMover mover,
            CarriedFiles files,
            Places places,
            SessionBindings bindings,
            Executors executors,
            Event<SessionOpened> news,
            Clock clock) {
        this.store = store;
        this.occupants = occupants;
        this.ender = ender;
        this.mover = mover;
        this.files = files;
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

    /// Sessions outlive their containers.
    void on(@Observes ContainerLost loss) {
        occupants
                .survivors(loss.container())
                .onItem()
                .transformToMulti(rows -> Multi.createFrom().iterable(rows))
                .onItem()
                .transformToUniAndMerge(
                        row -> elsewhere(row, loss.container(), gone(loss.reason())))
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
        return files.follow(row)
                .call(_ -> executors.bind(container, row.id(), bindings.of(row)))
                .flatMap(note ->
                        store.open(row.id(), container.id(), note.orElse(null), clock.instant()))
                .flatMap(opened -> settle(row, opened, container, cold))
                .onFailure(Refusal.class)
                .recoverWithUni(refusal -> elsewhere(row, container.id(), refusal.detail()));
    }

    /// Opens a session in another container, since the one that it is in has gone without anybody
    /// being told; or ends it when there is none.
    Uni<Void> rescue(SessionId id, ContainerId from) {
        return occupants
                .findLiving(id, from)
                .flatMap(row ->
                        row.isPresent()
                                ? elsewhere(row.get(), from, gone("it has ended"))
                                : Uni.createFrom().item(Optional.empty()))
                .replaceWithVoid();
    }

    private static String gone(String reason) {
        return "its container is gone: " + reason;
    }

    private Uni<Optional<SessionRow>> elsewhere(SessionRow row, ContainerId from, String why) {
        Log.warnf("session not opened id=%s container=%s: %s", row.id(), from, why);
        return mover.move(row, from, why)
                .flatMap(moved ->
                        moved.isPresent()
                                ? begin(moved.get().row(), moved.get().place()).map(Optional::of)
                                : stuck(row, from, why))
                .onFailure(Refusal.class)
                .recoverWithUni(refusal -> end(row, why, refusal));
    }

    /// It is over or elsewhere, or has been moved too often.
    private Uni<Optional<SessionRow>> stuck(SessionRow row, ContainerId container, String why) {
        return occupants
                .findLiving(row.id(), container)
                .flatMap(there ->
                        there.isPresent()
                                ? ender.end(
                                        row.id(),
                                        SessionStatus.FAILED,
                                        ErrorCode.EXECUTOR_UNREACHABLE,
                                        why)
                                : Uni.createFrom().item(Optional.empty()));
    }

    private Uni<Void> openAll(LiveContainer container) {
        return occupants
                .waitingFor(container.id())
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

    private Uni<Optional<SessionRow>> end(SessionRow row, String why, Refusal refusal) {
        return ender.end(
                row.id(),
                SessionStatus.FAILED,
                refusal.code(),
                why + "; there is no other: " + refusal.detail());
    }
}
