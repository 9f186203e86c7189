package dev.cloche.control.execution;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.execution.ExecutionList;
import dev.cloche.api.execution.ExecutionResult;
import dev.cloche.api.execution.NewExecution;
import dev.cloche.api.execution.Submitted;
import dev.cloche.control.auth.Callers;
import dev.cloche.control.idempotency.IdempotencyKey;
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
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/// What is executed in a session: `/api/v1/sessions/{id}/execute`, `…/execute-sync`,
/// `…/executions`.
///
/// The path of the class is that of [dev.cloche.control.session] too; classes of one path are
/// matched together, so a wrong method is told from a wrong address.
@Path("/api/v1/sessions")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Callers.USER)
final class SessionExecutionResource {

    private final Entrance entrance;

    SessionExecutionResource(Entrance entrance) {
        this.entrance = entrance;
    }

    /// Runs code. The answer names the execution as soon as it is stored; `wait` waits for its end,
    /// and the answer has the result then.
    @POST
    @Path("/{id}/execute")
    @Refuses({ErrorCode.CONFLICT, ErrorCode.NO_SANDBOX_AVAILABLE, ErrorCode.EXECUTOR_UNREACHABLE})
    public Uni<Submitted> execute(
            @PathParam("id") String id,
            @Valid @NotNull NewExecution asked,
            @HeaderParam(IdempotencyKey.HEADER) @Nullable String key,
            @QueryParam("wait") @Nullable String wait) {
        return entrance.execute(id, asked, key, wait);
    }

    /// Runs code and answers with the result. What does not end in time goes on, and its result can
    /// be asked for later.
    @POST
    @Path("/{id}/execute-sync")
    @Refuses({
        ErrorCode.SYNC_TIMEOUT,
        ErrorCode.CONFLICT,
        ErrorCode.NO_SANDBOX_AVAILABLE,
        ErrorCode.EXECUTOR_UNREACHABLE
    })
    public Uni<ExecutionResult> executeSync(
            @PathParam("id") String id,
            @Valid @NotNull NewExecution asked,
            @HeaderParam(IdempotencyKey.HEADER) @Nullable String key,
            @QueryParam("sync_timeout") @Nullable String syncTimeout) {
        return entrance.executeSync(id, asked, key, syncTimeout);
    }

    /// Lists what was executed in a session, newest first.
    @GET
    @Path("/{id}/executions")
    public Uni<ExecutionList> list(
            @PathParam("id") String id,
            @QueryParam("status") @Nullable String status,
            @QueryParam("language") @Nullable String language,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("offset") @Nullable String offset) {
        return entrance.list(id, status, language, limit, offset);
    }
}
