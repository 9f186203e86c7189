package dev.cloche.control.execution;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.execution.ExecutionList;
import dev.cloche.api.execution.ExecutionResult;
import dev.cloche.api.execution.ExecutionStatusView;
import dev.cloche.api.execution.ExecutionView;
import dev.cloche.control.auth.Callers;
import dev.cloche.control.web.Paging;
import dev.cloche.control.web.Refuses;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/// `/api/v1/executions`
@Path("/api/v1/executions")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Callers.USER)
final class ExecutionResource {

    private static final int MAX_WAIT = 300;

    private final Executions executions;
    private final Entrance entrance;
    private final ExecutionWaits waits;
    private final Callers callers;

    ExecutionResource(
            Executions executions, Entrance entrance, ExecutionWaits waits, Callers callers) {
        this.executions = executions;
        this.entrance = entrance;
        this.waits = waits;
        this.callers = callers;
    }

    /// Lists the executions of all sessions of the caller's tenant, newest first.
    @GET
    @Refuses(ErrorCode.SESSION_NOT_FOUND)
    public Uni<ExecutionList> list(
            @QueryParam("session_id") @Nullable String session,
            @QueryParam("status") @Nullable String status,
            @QueryParam("language") @Nullable String language,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("offset") @Nullable String offset) {
        return entrance.list(session, status, language, limit, offset);
    }

    /// Shows all of an execution: its code, where it is, and its result when it has one.
    @GET
    @Path("/{id}")
    public Uni<ExecutionView> get(@PathParam("id") String id) {
        return executions.require(callers.current(), id).flatMap(waits::view);
    }

    /// Tells where an execution is.
    @GET
    @Path("/{id}/status")
    public Uni<ExecutionStatusView> status(@PathParam("id") String id) {
        return executions.require(callers.current(), id).flatMap(waits::status);
    }

    /// Tells how an execution ended; 202 while it has not.
    @GET
    @Path("/{id}/result")
    @APIResponse(
            responseCode = "200",
            description = "How it ended",
            content = @Content(schema = @Schema(implementation = ExecutionResult.class)))
    @APIResponse(
            responseCode = "202",
            description = "It has not ended; Retry-After says when to ask again",
            content = @Content(schema = @Schema(implementation = ExecutionStatusView.class)))
    public Uni<Response> result(
            @PathParam("id") String id, @QueryParam("wait") @Nullable String wait) {
        Duration patience = Duration.ofSeconds(Paging.number("wait", wait, 0, 0, MAX_WAIT));
        return executions.settled(callers.current(), id, patience).flatMap(this::answer);
    }

    private Uni<Response> answer(ExecutionRow row) {
        return row.result().isPresent()
                ? Uni.createFrom().item(Response.ok(row.result().get()).build())
                : waits.status(row)
                        .map(status ->
                                Response.accepted(status)
                                        .header(HttpHeaders.RETRY_AFTER, 1)
                                        .build());
    }
}
