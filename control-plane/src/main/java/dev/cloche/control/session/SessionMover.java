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

/// Gives a session that is being created another place when the container that it has does not take
/// it. Its caller does not notice.
@Singleton
final class SessionMover {

    private final SessionStore store;
    private final Templates templates;
    private final Places places;
    private final Pool pool;
    private final Clock clock;

    SessionMover(SessionStore store, Templates templates, Places places, Pool pool, Clock clock) {
        this.store = store;
        this.templates = templates;
        this.places = places;
        this.pool = pool;
        this.clock = clock;
    }

    /// A session in its new place.
    record Moved(SessionRow row, Place place) {}

    /// @param from the container that did not take it, and gets no further sessions
    /// @return nothing when it is not being created there any more, or has been moved too often
    Uni<Optional<Moved>> move(SessionRow row, ContainerId from) {
        return places.drain(pool, from)
                .flatMap(_ -> templates.require(row.template()))
                .flatMap(template ->
                        pool.withTransaction(connection -> move(connection, row, from, template)))
                .invoke(moved ->
                        moved.ifPresent(now ->
                                Log.infof(
                                        "session moved id=%s from=%s to=%s",
                                        row.id(), from, now.place().container())));
    }

    private Uni<Optional<Moved>> move(
            SqlConnection connection, SessionRow row, ContainerId from, Template template) {
        return store.lockCreating(connection, row.id(), from)
                .flatMap(there ->
                        there
                                ? places.release(connection, from)
                                        .flatMap(_ -> places.take(connection, template))
                                        .flatMap(place -> put(connection, row, place))
                                : Uni.createFrom().item(Optional.empty()));
    }

    private Uni<Optional<Moved>> put(SqlConnection connection, SessionRow row, Place place) {
        return store.move(connection, row.id(), place.container(), clock.instant())
                .map(moved -> Optional.of(new Moved(moved, place)));
    }
}
