package dev.cloche.control.execution;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.execution.ExecutionList;
import dev.cloche.api.execution.ExecutionResult;
import dev.cloche.api.execution.ExecutionStatus;
import dev.cloche.api.execution.NewExecution;
import dev.cloche.api.execution.Submitted;
import dev.cloche.control.auth.Callers;
import dev.cloche.control.kernel.Refusal;
import dev.cloche.control.session.Sessions;
import dev.cloche.control.web.Paging;
import dev.cloche.control.web.Words;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/// `/api/v1/sessions/{id}/execute` and what belongs to it.
@Path("/api/v1/sessions/{id}")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Callers.USER)
final class SessionExecutionResource {

    private static final int MAX_WAIT = 300;
    private static final int MIN_SYNC = 10;
    private static final int MAX_SYNC = 3600;
    private static final int DEFAULT_SYNC = 300;

    private final Executions executions;
    private final Callers callers;

    SessionExecutionResource(Executions executions, Callers callers) {
        this.executions = executions;
        this.callers = callers;
    }

    @POST
    @Path("/execute")
    @APIResponse(
            responseCode = "200",
            description = "Accepted; with `wait`, its result when it ended in time",
            content = @Content(schema = @Schema(oneOf = {Submitted.class, ExecutionResult.class})))
    public Uni<Response> execute(
            @PathParam("id") String id,
            @Valid @NotNull NewExecution asked,
            @QueryParam("wait") @Nullable String wait) {
        Duration patience = Duration.ofSeconds(Paging.number("wait", wait, 0, 0, MAX_WAIT));
        if (patience.isZero()) {
            return executions
                    .submit(callers.current(), Sessions.named(id), asked)
                    .map(submitted -> Response.ok(submitted).build());
        }
        return executions
                .submitAndWait(callers.current(), Sessions.named(id), asked, patience)
                .map(SessionExecutionResource::whatThereIs);
    }

    @POST
    @Path("/execute-sync")
    public Uni<ExecutionResult> executeSync(
            @PathParam("id") String id,
            @Valid @NotNull NewExecution asked,
            @QueryParam("sync_timeout") @Nullable String syncTimeout) {
        int seconds = Paging.number("sync_timeout", syncTimeout, DEFAULT_SYNC, MIN_SYNC, MAX_SYNC);
        return executions
                .submitAndWait(
                        callers.current(), Sessions.named(id), asked, Duration.ofSeconds(seconds))
                .map(waited -> inTime(waited, seconds));
    }

    @GET
    @Path("/executions")
    public Uni<ExecutionList> list(
            @PathParam("id") String id,
            @QueryParam("status") @Nullable String status,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("offset") @Nullable String offset) {
        ExecutionStatus wanted =
                Words.choice("status", status, ExecutionStatus.values(), ExecutionStatus::wire)
                        .orElse(null);
        return executions.list(
                callers.current(), Sessions.named(id), wanted, Paging.of(limit, offset));
    }

    private static Response whatThereIs(Executions.Waited waited) {
        return waited.result().isPresent()
                ? Response.ok(waited.result().get()).build()
                : Response.ok(waited.submitted()).build();
    }

    private static ExecutionResult inTime(Executions.Waited waited, int seconds) {
        return waited.result()
                .orElseThrow(() ->
                        new Refusal(
                                ErrorCode.SYNC_TIMEOUT,
                                "execution "
                                        + waited.submitted().executionId()
                                        + " goes on after "
                                        + seconds
                                        + " s"));
    }
}
