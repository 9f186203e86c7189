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
import dev.cloche.control.web.Refuses;
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
import java.time.Duration;
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

    /// Runs code. The answer names the execution as soon as it is stored; `wait` waits for its end,
    /// and the answer has the result then.
    @POST
    @Path("/{id}/execute")
    @Refuses(ErrorCode.EXECUTOR_UNREACHABLE)
    public Uni<Submitted> execute(
            @PathParam("id") String id,
            @Valid @NotNull NewExecution asked,
            @QueryParam("wait") @Nullable String wait) {
        Duration patience = Duration.ofSeconds(Paging.number("wait", wait, 0, 0, MAX_WAIT));
        return patience.isZero()
                ? executions.submit(callers.current(), Sessions.named(id), asked)
                : executions.submitAndWait(callers.current(), Sessions.named(id), asked, patience);
    }

    /// Runs code and answers with the result. What does not end in time goes on, and its result can
    /// be asked for later.
    @POST
    @Path("/{id}/execute-sync")
    @Refuses({ErrorCode.SYNC_TIMEOUT, ErrorCode.EXECUTOR_UNREACHABLE})
    public Uni<ExecutionResult> executeSync(
            @PathParam("id") String id,
            @Valid @NotNull NewExecution asked,
            @QueryParam("sync_timeout") @Nullable String syncTimeout) {
        int seconds = Paging.number("sync_timeout", syncTimeout, DEFAULT_SYNC, MIN_SYNC, MAX_SYNC);
        return executions
                .submitAndWait(
                        callers.current(), Sessions.named(id), asked, Duration.ofSeconds(seconds))
                .map(submitted -> inTime(submitted, seconds));
    }

    /// Lists what was executed in a session, newest first.
    @GET
    @Path("/{id}/executions")
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

    private static ExecutionResult inTime(Submitted submitted, int seconds) {
        if (submitted.result() == null) {
            String detail =
                    "execution " + submitted.executionId() + " goes on after " + seconds + " s";
            throw new Refusal(ErrorCode.SYNC_TIMEOUT, detail);
        }
        return submitted.result();
    }
}
