package dev.cloche.control.execution;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.execution.ExecutionResult;
import dev.cloche.api.execution.NewExecution;
import dev.cloche.api.execution.Submitted;
import dev.cloche.control.auth.Callers;
import dev.cloche.control.kernel.Refusal;
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

/// `/api/v1/sessions/{id}/execute-sync`
@Path("/api/v1/sessions/{id}/execute-sync")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Callers.USER)
final class ExecuteSyncResource {

    private static final int MIN_SECONDS = 10;
    private static final int MAX_SECONDS = 3600;
    private static final int DEFAULT_SECONDS = 300;

    private final Executions executions;
    private final Callers callers;

    ExecuteSyncResource(Executions executions, Callers callers) {
        this.executions = executions;
        this.callers = callers;
    }

    @POST
    public Uni<ExecutionResult> execute(
            @PathParam("id") String id,
            @Valid @NotNull NewExecution asked,
            @QueryParam("sync_timeout") @Nullable String syncTimeout) {
        int seconds =
                Paging.number(
                        "sync_timeout", syncTimeout, DEFAULT_SECONDS, MIN_SECONDS, MAX_SECONDS);
        return executions
                .submitAndWait(
                        callers.current(), Sessions.named(id), asked, Duration.ofSeconds(seconds))
                .map(submitted -> inTime(submitted, seconds));
    }

    private static ExecutionResult inTime(Submitted submitted, int seconds) {
        if (submitted.result() == null) {
            String detail =
                    "execution " + submitted.executionId() + " goes on after " + seconds + " s";
            throw new Refusal(ErrorCode.SYNC_TIMEOUT, detail);
        }
        return submitted.result();
    }
}
