package dev.cloche.control.session;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.session.SessionId;
import dev.cloche.api.session.SessionList;
import dev.cloche.api.session.SessionStatus;
import dev.cloche.api.session.SessionView;
import dev.cloche.control.auth.Caller;
import dev.cloche.control.kernel.Json;
import dev.cloche.control.kernel.Refusal;
import dev.cloche.control.web.Paging;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;

/// Finds, uses and ends sessions.
@Singleton
public final class Sessions {

    /// How exactly it is known when something happened last in a session. Writing it down for each
    /// of a hundred runs in a second would cost more than accepting them.
    public static final Duration ACTIVITY_GRAIN = Duration.ofSeconds(1);

    private final SessionStore store;
    private final SessionListing listing;
    private final SessionEnder ender;
    private final SessionWaits waits;
    private final Json json;
    private final Clock clock;

    Sessions(
            SessionStore store,
            SessionListing listing,
            SessionEnder ender,
            SessionWaits waits,
            Json json,
            Clock clock) {
        this.store = store;
        this.listing = listing;
        this.ender = ender;
        this.waits = waits;
        this.json = json;
        this.clock = clock;
    }

    /// Notes that something happens in a session and tells where it lives, as part of the caller's
    /// transaction.
    ///
    /// @return the session, or a failure with [Refusal] when there is none, it is over, or another
    ///   tenant's
    public Uni<LiveSession> use(SqlClient client, Caller caller, SessionId id) {
        return store.use(client, id, caller.tenant(), clock.instant())
                .map(session -> session.orElseThrow(() -> notFound(id.value())));
    }

    /// Fails with [Refusal] when the caller has no such session, over or not.
    public Uni<Void> requireKnown(Caller caller, SessionId id) {
        return require(caller, id).replaceWithVoid();
    }

    /// An ephemeral session whose one execution is over is completed.
    public Uni<Void> complete(SessionId id) {
        return ender.end(id, SessionStatus.COMPLETED, null, "its one execution is over")
                .replaceWithVoid();
    }

    /// A session whose packages could not be had, and that is not to go on without.
    public Uni<Void> failWithout(SessionId id) {
        return ender.end(
                        id,
                        SessionStatus.FAILED,
                        ErrorCode.DEPENDENCY_INSTALL_FAILED,
                        "its packages could not be installed")
                .replaceWithVoid();
    }

    /// A session as its caller sees it, or a failure with [Refusal] when the caller has no such
    /// one.
    public Uni<SessionView> view(Caller caller, SessionId id) {
        return require(caller, id).flatMap(this::shown);
    }

    /// A session as its caller sees it, with what it waits for.
    Uni<SessionView> shown(SessionRow row) {
        return row.status() == SessionStatus.CREATING
                ? waits.of(row.id()).map(waiting -> row.view(json, waiting.orElse(null)))
                : Uni.createFrom().item(row.view(json));
    }

    /// Reads an id from a path.
    ///
    /// @throws Refusal when no session can have this id
    public static SessionId named(String id) {
        try {
            return new SessionId(id);
        } catch (IllegalArgumentException e) {
            throw notFound(id);
        }
    }

    Uni<SessionRow> require(Caller caller, SessionId id) {
        return store.find(id, caller.tenant())
                .map(row -> row.orElseThrow(() -> notFound(id.value())));
    }

    Uni<SessionList> list(Caller caller, SessionFilter filter, Paging paging) {
        return listing.count(caller.tenant(), filter)
                .flatMap(total ->
                        listing.list(caller.tenant(), filter, paging)
                                .map(rows -> rows.stream().map(row -> row.view(json)).toList())
                                .map(views -> new SessionList(views, total)));
    }

    /// Ends a session; one that is over stays as it is.
    Uni<Void> terminate(Caller caller, SessionId id) {
        return require(caller, id)
                .flatMap(_ -> ender.end(id, SessionStatus.TERMINATED, null, "its caller ended it"))
                .replaceWithVoid();
    }

    private static Refusal notFound(String id) {
        return new Refusal(
                ErrorCode.SESSION_NOT_FOUND, "there is no session '" + id + "', or it is over");
    }
}
