package dev.cloche.control.session;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.session.SessionStatus;
import dev.cloche.control.container.ContainerOpened;
import dev.cloche.control.container.LiveContainer;
import dev.cloche.control.executor.Executors;
import dev.cloche.control.runtime.ContainerRuntime;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/// Opens sessions in containers that listen: creating becomes running.
@Singleton
final class SessionOpener {

    private static final String WITHOUT_FILES =
            "its container was lost, and with it the files of its workspace";

    private final SessionStore store;
    private final MoveStore moves;
    private final ContainerRuntime runtime;
    private final SessionEnder ender;
    private final SessionBindings bindings;
    private final Executors executors;
    private final Event<SessionOpened> news;
    private final Clock clock;

    SessionOpener(
            SessionStore store,
            MoveStore moves,
            ContainerRuntime runtime,
            SessionEnder ender,
            SessionBindings bindings,
            Executors executors,
            Event<SessionOpened> news,
            Clock clock) {
        this.store = store;
        this.moves = moves;
        this.runtime = runtime;
        this.ender = ender;
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

    /// Opens a session, or ends it when its container does not take it.
    ///
    /// @return the session as it is afterwards; nothing when somebody else has moved it on
    ///   meanwhile
    Uni<Optional<SessionRow>> open(SessionRow row, LiveContainer container) {
        return open(row, container, false);
    }

    private Uni<Optional<SessionRow>> open(SessionRow row, LiveContainer container, boolean cold) {
        return carry(row)
                .call(_ -> executors.bind(container, row.id(), bindings.of(row)))
                .flatMap(note ->
                        store.open(row.id(), container.id(), note.orElse(null), clock.instant()))
                .flatMap(opened -> settle(row, opened, container, cold))
                .onFailure()
                .recoverWithUni(failure -> refused(row, failure));
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

    /// Brings the files of a session that has lost its container.
    ///
    /// @return what its caller is to know about that, if anything
    private Uni<Optional<String>> carry(SessionRow row) {
        if (row.movedFrom() == null || row.container() == null) {
            return Uni.createFrom().item(Optional.empty());
        }
        ContainerId from = row.movedFrom();
        ContainerId to = row.container();
        return Uni.createFrom()
                .item(() -> runtime.carryWorkspace(from, to, row.id()))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .call(() -> moves.carried(row))
                .map(there -> there ? Optional.empty() : Optional.of(WITHOUT_FILES));
    }

    private Uni<Optional<SessionRow>> refused(SessionRow row, Throwable failure) {
        Log.warnf("session not opened id=%s: %s", row.id(), failure.getMessage());
        if (row.moves() > 0) {
            // It is tried again until its patience is over, or its container is lost too.
            return Uni.createFrom().item(Optional.empty());
        }
        return ender.end(
                row.id(),
                SessionStatus.FAILED,
                ErrorCode.EXECUTOR_UNREACHABLE,
                "its container did not take it");
    }
}
