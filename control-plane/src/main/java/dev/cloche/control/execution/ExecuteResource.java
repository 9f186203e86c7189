package dev.cloche.control.execution;

import dev.cloche.api.execution.NewExecution;
import dev.cloche.api.execution.Submitted;
import dev.cloche.control.auth.Callers;
import dev.cloche.control.session.Sessions;
import dev.cloche.control.web.Paging;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// `/api/v1/sessions/{id}/execute`
@Path("/api/v1/sessions/{id}/execute")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Callers.USER)
final class ExecuteResource {

    private static final int MAX_WAIT = 300;

    private final Executions executions;
    private final Callers callers;

    ExecuteResource(Executions executions, Callers callers) {
        this.executions = executions;
        this.callers = callers;
    }

    @POST
    public Uni<Submitted> execute(
            @PathParam("id") String id,
            @Valid @NotNull NewExecution asked,
            @QueryParam("wait") @Nullable String wait) {
        Duration patience = Duration.ofSeconds(Paging.number("wait", wait, 0, 0, MAX_WAIT));
        return patience.isZero()
                ? executions.submit(callers.current(), Sessions.named(id), asked)
                : executions.submitAndWait(callers.current(), Sessions.named(id), asked, patience);
    }
}
