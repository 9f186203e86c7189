package dev.cloche.control.execution;

import dev.cloche.api.execution.ExecutionList;
import dev.cloche.api.execution.ExecutionStatus;
import dev.cloche.control.auth.Callers;
import dev.cloche.control.session.Sessions;
import dev.cloche.control.web.Paging;
import dev.cloche.control.web.Words;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/// `/api/v1/sessions/{id}/executions`
@Path("/api/v1/sessions/{id}/executions")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Callers.USER)
final class SessionExecutionResource {

    private final Executions executions;
    private final Callers callers;

    SessionExecutionResource(Executions executions, Callers callers) {
        this.executions = executions;
        this.callers = callers;
    }

    @GET
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
}
