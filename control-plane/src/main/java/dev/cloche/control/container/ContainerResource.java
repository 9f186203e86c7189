package dev.cloche.control.container;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.container.ContainerList;
import dev.cloche.api.container.ContainerState;
import dev.cloche.api.container.ContainerView;
import dev.cloche.api.error.ErrorCode;
import dev.cloche.control.auth.Callers;
import dev.cloche.control.kernel.Json;
import dev.cloche.control.kernel.Refusal;
import dev.cloche.control.runtime.ContainerRuntime;
import dev.cloche.control.web.Paging;
import dev.cloche.control.web.Words;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `/api/v1/containers`: an admin sees all, a user those that hold or held its tenant's sessions.
@Path("/api/v1/containers")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Callers.USER)
final class ContainerResource {

    private static final int DEFAULT_TAIL = 100;
    private static final int MAX_TAIL = 10_000;

    private final ContainerStore store;
    private final ContainerRuntime runtime;
    private final Callers callers;
    private final Json json;
    private final Clock clock;

    ContainerResource(
            ContainerStore store,
            ContainerRuntime runtime,
            Callers callers,
            Json json,
            Clock clock) {
        this.store = store;
        this.runtime = runtime;
        this.callers = callers;
        this.json = json;
        this.clock = clock;
    }

    /// Lists containers, newest first: all for an admin, for a user those that hold or held its
    /// tenant's sessions.
    @GET
    public Uni<ContainerList> list(
            @QueryParam("state") @Nullable String state,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("offset") @Nullable String offset) {
        Paging paging = Paging.of(limit, offset);
        ContainerState wanted =
                Words.choice("state", state, ContainerState.values(), ContainerState::wire)
                        .orElse(null);
        String tenant = tenant();
        return store.count(tenant, wanted)
                .flatMap(
                        total -> store.list(tenant, wanted, paging).map(rows -> page(rows, total)));
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
    public Uni<String> logs(@PathParam("id") String id, @QueryParam("tail") @Nullable String tail) {
        int lines = Paging.number("tail", tail, DEFAULT_TAIL, 1, MAX_TAIL);
        return require(id)
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(row -> String.join("\n", runtime.logs(row.id(), lines)) + "\n");
    }

    private ContainerList page(List<ContainerRow> rows, long total) {
        return new ContainerList(
                rows.stream().map(row -> row.view(json, clock.instant())).toList(), total);
    }

    private Uni<ContainerRow> require(String id) {
        return store.findSeen(named(id), tenant()).map(row -> row.orElseThrow(() -> notFound(id)));
    }

    private @Nullable String tenant() {
        return callers.current().admin() ? null : callers.current().tenant();
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
