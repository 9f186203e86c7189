package dev.cloche.control.session;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.session.NewSession;
import dev.cloche.api.session.SessionList;
import dev.cloche.api.session.SessionMode;
import dev.cloche.api.session.SessionStatus;
import dev.cloche.api.session.SessionView;
import dev.cloche.api.template.TemplateId;
import dev.cloche.control.auth.Caller;
import dev.cloche.control.auth.Callers;
import dev.cloche.control.idempotency.IdempotencyKey;
import dev.cloche.control.kernel.Refusal;
import dev.cloche.control.web.Acknowledgement;
import dev.cloche.control.web.Paging;
import dev.cloche.control.web.Refuses;
import dev.cloche.control.web.Words;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/// `/api/v1/sessions`
@Path("/api/v1/sessions")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Callers.USER)
final class SessionResource {

    private static final int MAX_WAIT = 300;
    private static final Acknowledgement TERMINATED =
            new Acknowledgement("the session is terminated");

    private final Sessions sessions;
    private final SessionCreator creator;
    private final SessionWatch watch;
    private final Callers callers;

    SessionResource(
            Sessions sessions, SessionCreator creator, SessionWatch watch, Callers callers) {
        this.sessions = sessions;
        this.creator = creator;
        this.watch = watch;
        this.callers = callers;
    }

    /// Opens a session. It is `running` when a place was free, else `creating` until a container is
    /// ready; `wait` waits for that.
    @POST
    @ResponseStatus(201)
    @Refuses({
        ErrorCode.TEMPLATE_NOT_FOUND,
        ErrorCode.CONFLICT,
        ErrorCode.NO_SANDBOX_AVAILABLE,
        ErrorCode.ISOLATION_UNAVAILABLE,
        ErrorCode.EXECUTOR_UNREACHABLE
    })
    public Uni<SessionView> create(
            @Valid @NotNull NewSession asked,
            @HeaderParam(IdempotencyKey.HEADER) @Nullable String key,
            @QueryParam("wait") @Nullable String wait) {
        Caller caller = callers.current();
        Duration patience = Duration.ofSeconds(Paging.number("wait", wait, 0, 0, MAX_WAIT));
        return creator.create(caller, asked, IdempotencyKey.of(key))
                .flatMap(row -> watch.settled(caller, row, patience))
                .invoke(SessionResource::requireNotFailed)
                .flatMap(sessions::shown);
    }

    /// Lists the tenant's sessions, newest first.
    @GET
    public Uni<SessionList> list(
            @QueryParam("status") @Nullable String status,
            @QueryParam("template_id") @Nullable String template,
            @QueryParam("mode") @Nullable String mode,
            @QueryParam("agent_id") @Nullable String agent,
            @QueryParam("metadata") List<String> metadata,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("offset") @Nullable String offset) {
        SessionFilter filter =
                new SessionFilter(
                        Words.choice("status", status, SessionStatus.values(), SessionStatus::wire),
                        template(template),
                        Words.choice("mode", mode, SessionMode.values(), SessionMode::wire),
                        agent(agent),
                        labels(metadata));
        return sessions.list(callers.current(), filter, Paging.of(limit, offset));
    }

    /// Shows a session, also one that is over.
    @GET
    @Path("/{id}")
    public Uni<SessionView> get(@PathParam("id") String id) {
        return sessions.view(callers.current(), Sessions.named(id));
    }

    /// Ends a session and what runs in it. Its record and files are kept for a while; ending it
    /// again changes nothing.
    @DELETE
    @Path("/{id}")
    public Uni<Acknowledgement> delete(@PathParam("id") String id) {
        return sessions.terminate(callers.current(), Sessions.named(id)).replaceWith(TERMINATED);
    }

    /// Ends a session, as `DELETE` does.
    @POST
    @Path("/{id}/terminate")
    @Consumes(MediaType.WILDCARD)
    public Uni<Acknowledgement> terminate(@PathParam("id") String id) {
        return delete(id);
    }

    /// A session that could not be had is refused, as long as its caller is still on the line.
    private static void requireNotFailed(SessionRow row) {
        if (row.status() == SessionStatus.FAILED) {
            ErrorCode code = row.failure() == null ? ErrorCode.EXECUTOR_UNREACHABLE : row.failure();
            // How a container failed is for those who run the platform, and shows in its record.
            boolean told = row.statusReason() != null && code != ErrorCode.EXECUTOR_UNREACHABLE;
            String reason = told ? ": " + row.statusReason() : "";
            throw new Refusal(code, "session " + row.id() + " could not be opened" + reason)
                    .retryAfter(Duration.ofSeconds(1));
        }
    }

    private static Optional<TemplateId> template(@Nullable String id) {
        try {
            return Optional.ofNullable(id).filter(text -> !text.isEmpty()).map(TemplateId::new);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("Parameter 'template_id' is " + e.getMessage());
        }
    }

    private static Optional<String> agent(@Nullable String id) {
        Words.requireStorable("agent_id", id);
        return Optional.ofNullable(id).filter(text -> !text.isEmpty());
    }

    private static Map<String, String> labels(List<String> labels) {
        Map<String, String> wanted = new HashMap<>();
        for (String label : labels) {
            int colon = label.indexOf(':');
            if (colon < 1) {
                throw Refusal.invalid("Parameter 'metadata' must look like name:value");
            }
            Words.requireStorable("metadata", label);
            wanted.put(label.substring(0, colon), label.substring(colon + 1));
        }
        return wanted;
    }
}
