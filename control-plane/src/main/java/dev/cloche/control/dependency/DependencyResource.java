package dev.cloche.control.dependency;

import dev.cloche.api.dependency.NewDependencies;
import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.session.SessionId;
import dev.cloche.api.session.SessionView;
import dev.cloche.control.auth.Caller;
import dev.cloche.control.auth.Callers;
import dev.cloche.control.kernel.Refusal;
import dev.cloche.control.session.DependencyRules;
import dev.cloche.control.session.Sessions;
import dev.cloche.control.web.Refuses;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;

/// The packages of sessions. Those that a session begins with are asked for when it is made.
@Path("/api/v1/sessions")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Callers.USER)
final class DependencyResource {

    private static final int DEFAULT_TIMEOUT = 300;

    private final DependencyStore store;
    private final DependencyReconciler reconciler;
    private final Sessions sessions;
    private final Callers callers;
    private final Pool pool;
    private final Clock clock;

    DependencyResource(
            DependencyStore store,
            DependencyReconciler reconciler,
            Sessions sessions,
            Callers callers,
            Pool pool,
            Clock clock) {
        this.store = store;
        this.reconciler = reconciler;
        this.sessions = sessions;
        this.callers = callers;
        this.pool = pool;
        this.clock = clock;
    }

    /// Installs more packages for a session. The answer comes at once; `dependency_install_status`
    /// of the session tells how far it is, and runs that are asked for meanwhile wait for it. What
    /// cannot be installed leaves the session with what it had.
    @POST
    @Path("/{id}/dependencies/install")
    @Refuses(ErrorCode.CONFLICT)
    public Uni<SessionView> install(
            @PathParam("id") String id, @Valid @NotNull NewDependencies asked) {
        Caller caller = callers.current();
        SessionId session = Sessions.named(id);
        return pool.withTransaction(connection ->
                        store.lock(connection, session, caller.tenant())
                                .map(present -> present.orElseThrow(() -> notFound(session)))
                                .invoke(present -> requireQuiet(session, present))
                                .flatMap(present ->
                                        store.want(
                                                connection,
                                                session,
                                                DependencyRules.merge(
                                                        present.packages(),
                                                        DependencyRules.check(
                                                                asked.dependencies(),
                                                                present.languages())),
                                                asked.installTimeout() == null
                                                        ? DEFAULT_TIMEOUT
                                                        : asked.installTimeout(),
                                                clock.instant())))
                .invoke(reconciler::begin)
                .flatMap(_ -> sessions.view(caller, session));
    }

    private static void requireQuiet(SessionId session, DependencyStore.Present present) {
        if (present.installing()) {
            throw new Refusal(
                    ErrorCode.CONFLICT, "packages are being installed for " + session + " already");
        }
    }

    private static Refusal notFound(SessionId session) {
        return new Refusal(
                ErrorCode.SESSION_NOT_FOUND,
                "there is no session '" + session + "', or it is over");
    }
}
