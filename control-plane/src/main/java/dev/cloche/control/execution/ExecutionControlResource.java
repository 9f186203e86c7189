package dev.cloche.control.execution;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.execution.ExecutionStatusView;
import dev.cloche.api.execution.MoreInput;
import dev.cloche.api.execution.NewSignal;
import dev.cloche.control.auth.Callers;
import dev.cloche.control.web.Refuses;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/// An execution while it goes on: `/api/v1/executions/{id}/events`, `…/stdin`, `…/signal`,
/// `…/cancel`.
///
/// The path of the class is that of [ExecutionResource]; classes of one path are matched together.
@Path("/api/v1/executions")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Callers.USER)
final class ExecutionControlResource {

    private final Stories stories;
    private final Controls controls;
    private final Cancellations cancellations;
    private final ExecutionWaits waits;
    private final Callers callers;

    ExecutionControlResource(
            Stories stories,
            Controls controls,
            Cancellations cancellations,
            ExecutionWaits waits,
            Callers callers) {
        this.stories = stories;
        this.controls = controls;
        this.cancellations = cancellations;
        this.waits = waits;
        this.callers = callers;
    }

    /// Tells what happens in an execution while it happens, as server-sent events; after its end,
    /// what happened. A reader that comes back goes on after the last event that it names.
    @GET
    @Path("/{id}/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @APIResponse(
            responseCode = "200",
            description =
                    "status, stdout, stderr and truncated as they happen, and result in the end",
            content =
                    @Content(
                            mediaType = MediaType.SERVER_SENT_EVENTS,
                            schema = @Schema(implementation = ToldEvent.class)))
    @APIResponse(responseCode = "204", description = "The last event has been told")
    public Uni<Response> events(
            @PathParam("id") String id,
            @HeaderParam(HttpHeaders.LAST_EVENT_ID_HEADER) @Nullable String lastEventId,
            @QueryParam("last_event_id") @Nullable String lastEventIdAsked) {
        // A browser that comes back sends the header, and its first address again.
        String last = lastEventId == null ? lastEventIdAsked : lastEventId;
        Position from = last == null || last.isEmpty() ? Position.START : Position.of(last);
        return stories.tell(callers.current(), id, from)
                .map(stream ->
                        stream.isPresent()
                                ? Response.ok(stream.get()).build()
                                : Response.noContent().build());
    }

    /// Gives a run that was started with `stdin_open` more to read.
    @POST
    @Path("/{id}/stdin")
    @Refuses({ErrorCode.CONFLICT, ErrorCode.EXECUTOR_UNREACHABLE})
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<Void> stdin(@PathParam("id") String id, @Valid @NotNull MoreInput input) {
        return controls.input(callers.current(), id, input);
    }

    /// Sends a signal to the process group of a run.
    @POST
    @Path("/{id}/signal")
    @Refuses({ErrorCode.CONFLICT, ErrorCode.EXECUTOR_UNREACHABLE})
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<Void> signal(@PathParam("id") String id, @Valid @NotNull NewSignal signal) {
        return controls.signal(callers.current(), id, signal);
    }

    /// Stops an execution wherever it is, and tells where it is then. What it printed is kept. What
    /// is sent as a body is not read.
    @POST
    @Path("/{id}/cancel")
    @Consumes(MediaType.WILDCARD)
    public Uni<ExecutionStatusView> cancel(@PathParam("id") String id) {
        return cancellations.cancel(callers.current(), id).flatMap(waits::status);
    }
}
