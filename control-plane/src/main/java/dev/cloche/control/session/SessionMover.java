package dev.cloche.control.session;

import dev.cloche.api.container.ContainerId;
import dev.cloche.control.container.Place;
import dev.cloche.control.container.Places;
import dev.cloche.control.template.Template;
import dev.cloche.control.template.Templates;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;

/// Gives a session another place when the container that it has does not take it, or is lost.
@Singleton
final class SessionMover {

    /// How often a session is moved in short succession. A fourth container that fails under it is
    /// unlikely to be the container's fault.
    private static final int MOST_MOVES = 3;

    private final MoveStore store;
    private final Templates templates;
    private final Places places;
    private final Pool pool;
    private final Clock clock;

    SessionMover(MoveStore store, Templates templates, Places places, Pool pool, Clock clock) {
        this.store = store;
        this.templates = templates;
        this.places = places;
        this.pool = pool;
        this.clock = clock;
    }

    /// A session in its new place, where it is to be opened.
    record Moved(SessionRow row, Place place) {}

    /// @param from the container that has not taken it, or has lost it; it gets no further sessions
    /// @return nothing when it is over or elsewhere, or has been moved too often
    Uni<Optional<Moved>> move(SessionRow row, ContainerId from, String reason) {
        return places.drain(pool, from)
                .flatMap(_ -> templates.require(row.template()))
                .flatMap(template ->
                        pool.withTransaction(
                                connection -> move(connection, row, from, template, reason)))
                .invoke(moved ->
                        moved.ifPresent(now ->
                                Log.infof(
                                        "session moved id=%s from=%s to=%s reason=%s",
                                        row.id(), from, now.place().container(), reason)));
    }

    private Uni<Optional<Moved>> move(
            SqlConnection connection,
            SessionRow row,
            ContainerId from,
            Template template,
            String reason) {
        return store.lock(connection, row.id(), from)
                .flatMap(found ->
                        found.filter(now -> now.moves() < MOST_MOVES).isPresent()
                                ? places.release(connection, from)
                                        .flatMap(_ -> places.take(connection, template))
                                        .flatMap(place -> put(connection, row, place, reason))
                                : Uni.createFrom().item(Optional.empty()));
    }

    private Uni<Optional<Moved>> put(
            SqlConnection connection, SessionRow row, Place place, String reason) {
        return store.move(connection, row, place, reason, clock.instant())
                .map(moved -> Optional.of(new Moved(moved, place)));
    }
}
