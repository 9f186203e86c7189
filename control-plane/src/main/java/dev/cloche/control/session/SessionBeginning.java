package dev.cloche.control.session;

import dev.cloche.control.container.Place;
import dev.cloche.control.container.Places;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;

/// Brings sessions that have got a place to run there.
@Singleton
final class SessionBeginning {

    private final SessionStore store;
    private final SessionOpener opener;
    private final Places places;

    SessionBeginning(SessionStore store, SessionOpener opener, Places places) {
        this.store = store;
        this.opener = opener;
        this.places = places;
    }

    /// Opens a session where its container listens already, and has its container started where
    /// that is only written down.
    ///
    /// @return the session as it is then
    Uni<SessionRow> begin(SessionRow row, Place place) {
        return switch (place) {
            case Place.Taken taken when taken.live().isPresent() ->
                    opener.open(row, taken.live().get()).flatMap(opened -> asItIs(row, opened));
            case Place.Taken _ -> Uni.createFrom().item(row);
            case Place.Reserved reserved -> {
                // Nobody need wait for a cold start; how it went shows in the session.
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
}
