package dev.cloche.control.container;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.container.ContainerList;
import dev.cloche.api.container.ContainerState;
import dev.cloche.api.container.ContainerView;
import dev.cloche.api.container.RuntimeType;
import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.session.SessionStatus;
import dev.cloche.api.template.TemplateId;
import dev.cloche.control.auth.Caller;
import dev.cloche.control.auth.Callers;
import dev.cloche.control.kernel.Json;
import dev.cloche.control.kernel.Refusal;
import dev.cloche.control.runtime.LogQuery;
import dev.cloche.control.web.Paging;
import dev.cloche.control.web.TextStream;
import dev.cloche.control.web.Words;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/// `/api/v1/containers`: an admin sees all, a user those that hold or held its tenant's sessions.
/// Their logs it sees as long as nobody else has been in there.
@Path("/api/v1/containers")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Callers.USER)
final class ContainerResource {

    private static final int DEFAULT_TAIL = 100;
    private static final int MAX_TAIL = 10_000;

    private final ContainerListing listing;
    private final ContainerLogs logs;
    private final Callers callers;
    private final Json json;
    private final Clock clock;

    ContainerResource(
            ContainerListing listing, ContainerLogs logs, Callers callers, Json json, Clock clock) {
        this.listing = listing;
        this.logs = logs;
        this.callers = callers;
        this.json = json;
        this.clock = clock;
    }

    /// Lists containers, newest first: all for an admin, for a user those that hold or held its
    /// tenant's sessions.
    @GET
    public Uni<ContainerList> list(
            @QueryParam("state") @Nullable String state,
            @QueryParam("status") @Nullable String status,
            @QueryParam("template_id") @Nullable String template,
            @QueryParam("runtime_type") @Nullable String runtime,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("offset") @Nullable String offset) {
        Paging paging = Paging.of(limit, offset);
        ContainerFilter filter =
                new ContainerFilter(
                        Optional.ofNullable(tenant()),
                        Words.choice("state", state, ContainerState.values(), ContainerState::wire),
                        template(template),
                        Words.choice(
                                "runtime_type", runtime, RuntimeType.values(), RuntimeType::wire),
                        Words.choice(
                                "status", status, SessionStatus.values(), SessionStatus::wire));
        return listing.count(filter)
                .flatMap(total -> listing.list(filter, paging).map(rows -> page(rows, total)));
    }

    /// Shows a container.
    @GET
    @Path("/{id}")
    public Uni<ContainerView> get(@PathParam("id") String id) {
        return require(id).map(row -> row.view(json, clock.instant()));
    }

    /// Shows a container, as its own address does.
    @GET
    @Path("/{id}/status")
    public Uni<ContainerView> status(@PathParam("id") String id) {
        return get(id);
    }

    /// Shows the last lines that a container's executor wrote.
    @GET
    @Path("/{id}/logs")
    @Produces(MediaType.TEXT_PLAIN)
    @APIResponse(
            responseCode = "200",
            description = "Lines, oldest first; with follow they go on as they are logged",
            content =
                    @Content(
                            mediaType = MediaType.TEXT_PLAIN,
                            schema = @Schema(implementation = String.class)))
    public Uni<Response> logs(
            @PathParam("id") String id,
            @QueryParam("tail") @Nullable String tail,
            @QueryParam("since") @Nullable String since,
            @QueryParam("follow") @Nullable String follow) {
        int lines = Paging.number("tail", tail, DEFAULT_TAIL, 0, MAX_TAIL);
        LogQuery query = new LogQuery(lines, Words.time("since", since));
        boolean goesOn = Words.truth("follow", follow);
        Caller caller = callers.current();
        Uni<ContainerId> known = require(id).map(ContainerRow::id);
        return goesOn
                ? known.flatMap(container -> logs.follow(caller, container, query))
                        .map(parts -> Response.ok(new TextStream(parts)).build())
                : known.flatMap(container -> logs.read(caller, container, query))
                        .map(text -> Response.ok(text).build());
    }

    private ContainerList page(List<ContainerRow> rows, long total) {
        return new ContainerList(
                rows.stream().map(row -> row.view(json, clock.instant())).toList(), total);
    }

    private Uni<ContainerRow> require(String id) {
        return listing.findSeen(named(id), tenant())
                .map(row -> row.orElseThrow(() -> notFound(id)));
    }

    private @Nullable String tenant() {
        return callers.current().admin() ? null : callers.current().tenant();
    }

    private static Optional<TemplateId> template(@Nullable String id) {
        try {
            return Optional.ofNullable(id).filter(text -> !text.isEmpty()).map(TemplateId::new);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("Parameter 'template_id' is " + e.getMessage());
        }
    }

    private static ContainerId named(String id) {
        try {
            return new ContainerId(id);
        } catch (IllegalArgumentException e) {
            throw notFound(id);
        }
    }

    private static Refusal notFound(String id) {
        return new Refusal(ErrorCode.CONTAINER_NOT_FOUND, "there is no container '" + id + "'");
    }
}
