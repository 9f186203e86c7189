package dev.cloche.control.session;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.session.SessionId;
import dev.cloche.api.session.SessionStatus;
import dev.cloche.control.container.ContainerLost;
import dev.cloche.control.container.Place;
import dev.cloche.control.container.Places;
import dev.cloche.control.kernel.Refusal;
import dev.cloche.control.template.Templates;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;

/// Gives sessions whose container is lost a place in another one. Those that have never been open
/// are ended instead: what kept their container from starting is likely to keep the next one too.
@Singleton
final class SessionMover {

    /// How often a session is moved in short succession. A fourth container that dies under it is
    /// unlikely to be the container's fault.
    private static final int MOST_MOVES = 3;

    private final SessionStore store;
    private final MoveStore moves;
    private final SessionEnder ender;
    private final SessionBeginning beginning;
    private final Templates templates;
    private final Places places;
    private final Pool pool;
    private final Clock clock;

    SessionMover(
            SessionStore store,
            MoveStore moves,
            SessionEnder ender,
            SessionBeginning beginning,
            Templates templates,
            Places places,
            Pool pool,
            Clock clock) {
        this.store = store;
        this.moves = moves;
        this.ender = ender;
        this.beginning = beginning;
        this.templates = templates;
        this.places = places;
        this.pool = pool;
        this.clock = clock;
    }

    void on(@Observes ContainerLost loss) {
        store.livingIn(loss.container())
                .onItem()
                .transformToMulti(ids -> Multi.createFrom().iterable(ids))
                .onItem()
                .transformToUniAndMerge(id -> move(id, loss))
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

    /// Moves a session out of a container that is gone, or ends it. Nothing happens when it is not
    /// there any more.
    Uni<Void> move(SessionId id, ContainerLost loss) {
        String reason = "its container is gone: " + loss.reason();
        return pool.withTransaction(connection ->
                        moves.lock(connection, id, loss.container())
                                .flatMap(row -> moved(connection, row, loss.container(), reason)))
                .flatMap(moved ->
                        switch (moved) {
                            case Moved.Gone() -> Uni.createFrom().voidItem();
                            case Moved.To(var row, var place) -> begin(row, place);
                            case Moved.Not() ->
                                    ender.end(id, SessionStatus.FAILED, loss.code(), reason)
                                            .replaceWithVoid();
                        })
                .onFailure(Refusal.class)
                .recoverWithUni(refusal -> stranded(id, reason, refusal));
    }

    private Uni<Moved> moved(
            SqlConnection connection, Optional<SessionRow> found, ContainerId lost, String reason) {
        if (found.isEmpty()) {
            return Uni.createFrom().item(new Moved.Gone());
        }
        SessionRow row = found.get();
        boolean wasOpen = row.status() == SessionStatus.RUNNING || row.moves() > 0;
        if (!wasOpen || row.moves() >= MOST_MOVES) {
            return Uni.createFrom().item(new Moved.Not());
        }
        return templates
                .require(row.template())
                .flatMap(template -> places.take(connection, template))
                .flatMap(place ->
                        moves.move(connection, row, place, reason, clock.instant())
                                .call(_ -> places.release(connection, lost))
                                .map(now -> new Moved.To(now, place)));
    }

    private Uni<Void> begin(SessionRow row, Place place) {
        Log.infof(
                "session moved id=%s to=%s reason=%s",
                row.id(), row.container(), row.statusReason());
        return beginning.begin(row, place).replaceWithVoid();
    }

    // There is no room, or no such template any more.
    private Uni<Void> stranded(SessionId id, String reason, Refusal refusal) {
        ErrorCode code =
                refusal.code() == ErrorCode.NO_SANDBOX_AVAILABLE
                        ? refusal.code()
                        : ErrorCode.EXECUTOR_UNREACHABLE;
        return ender.end(
                        id,
                        SessionStatus.FAILED,
                        code,
                        reason + "; no other could be had: " + refusal.detail())
                .replaceWithVoid();
    }

    /// What became of a session whose container is gone.
    private sealed interface Moved {

        /// It was over, or somebody else has moved it.
        record Gone() implements Moved {}

        record To(SessionRow row, Place place) implements Moved {}

        /// It is not moved.
        record Not() implements Moved {}
    }
}
