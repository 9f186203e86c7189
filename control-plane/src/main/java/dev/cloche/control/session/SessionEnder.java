package dev.cloche.control.session;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.session.SessionId;
import dev.cloche.api.session.SessionStatus;
import dev.cloche.control.container.ContainerLost;
import dev.cloche.control.container.LiveContainer;
import dev.cloche.control.container.Places;
import dev.cloche.control.executor.Executors;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Ends sessions: what runs in them is stopped, and their places are given back.
@Singleton
final class SessionEnder {

    private final SessionStore store;
    private final OccupantStore occupants;
    private final Places places;
    private final Executors executors;
    private final Pool pool;
    private final Event<SessionEnded> news;
    private final Clock clock;

    SessionEnder(
            SessionStore store,
            OccupantStore occupants,
            Places places,
            Executors executors,
            Pool pool,
            Event<SessionEnded> news,
            Clock clock) {
        this.store = store;
        this.occupants = occupants;
        this.places = places;
        this.executors = executors;
        this.pool = pool;
        this.news = news;
        this.clock = clock;
    }

    void on(@Observes ContainerLost loss) {
        occupants
                .lostWith(loss.container())
                .onItem()
                .transformToMulti(ids -> Multi.createFrom().iterable(ids))
                .onItem()
                .transformToUniAndMerge(id ->
                        end(
                                id,
                                SessionStatus.FAILED,
                                loss.code(),
                                "its container is gone: " + loss.reason()))
                .collect()
                .last()
                .subscribe()
                .with(
                        _ -> {},
                        failure ->
                                Log.warnf(
                                        "sessions of %s not ended yet: %s",
                                        loss.container(), failure));
    }

    /// Ends a session that is not over.
    ///
    /// @param failure what those who wait for it are refused with
    /// @return the session as it is then; nothing when it was over before
    Uni<Optional<SessionRow>> end(
            SessionId id, SessionStatus status, @Nullable ErrorCode failure, String reason) {
        return store.end(id, status, failure, reason, clock.instant())
                .call(row -> row.isPresent() ? left(row.get()) : Uni.createFrom().voidItem());
    }

    /// Ends a session in which nothing has happened since then.
    Uni<Optional<SessionRow>> endIdle(SessionId id, Instant lastActivity, String reason) {
        return store.endIdle(id, lastActivity, reason, clock.instant())
                .call(row -> row.isPresent() ? left(row.get()) : Uni.createFrom().voidItem());
    }

    /// Lets go of a container for a session that is over; for one that is not, nothing.
    Uni<Void> leaveIfOver(SessionRow row, LiveContainer container) {
        return store.find(row.id(), row.tenant())
                .flatMap(now ->
                        now.isPresent() && now.get().status().isFinal()
                                ? executors.unbind(container, row.id())
                                : Uni.createFrom().voidItem());
    }

    /// Stops what runs in a session that is over and gives its place back. May be repeated.
    Uni<Void> leave(SessionRow row) {
        if (row.container() == null) {
            return store.release(pool, row.id(), clock.instant()).replaceWithVoid();
        }
        return places.live(row.container())
                .flatMap(live ->
                        live.isPresent()
                                ? executors.unbind(live.get(), row.id())
                                : Uni.createFrom().voidItem())
                .flatMap(_ -> giveBack(row));
    }

    private Uni<Void> left(SessionRow row) {
        Log.infof(
                "session ended id=%s status=%s reason=%s",
                row.id(), row.status().wire(), row.statusReason());
        return leave(row)
                .onFailure()
                .invoke(failure ->
                        Log.warnf(
                                "place of %s not given back yet: %s",
                                row.id(), failure.getMessage()))
                .onFailure()
                .recoverWithNull()
                .invoke(() -> news.fire(new SessionEnded(row.id(), row.status())));
    }

    private Uni<Void> giveBack(SessionRow row) {
        return pool.withTransaction(connection ->
                store.release(connection, row.id(), clock.instant())
                        .flatMap(first ->
                                first && row.container() != null
                                        ? places.release(connection, row.container())
                                        : Uni.createFrom().voidItem()));
    }
}
