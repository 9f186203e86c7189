package dev.cloche.control.execution;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.execution.ExecutionList;
import dev.cloche.api.execution.ExecutionResult;
import dev.cloche.api.execution.NewExecution;
import dev.cloche.api.execution.Submitted;
import dev.cloche.control.auth.Callers;
import dev.cloche.control.idempotency.IdempotencyKey;
import dev.cloche.control.kernel.Refusal;
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
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/// Addresses by which executions of a session were reached before:
/// `/api/v1/executions/sessions/{id}/…`. They answer like those of [SessionExecutionResource], but
/// submitting with 201.
@Path("/api/v1/executions")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Callers.USER)
final class ExecutionAliasResource {

    private static final Pattern INTERVAL = Pattern.compile("[0-9]{1,4}(\\.[0-9]{1,20})?");

    private final Entrance entrance;

    ExecutionAliasResource(Entrance entrance) {
        this.entrance = entrance;
    }

    /// Runs code, as `/api/v1/sessions/{id}/execute` does, and answers with 201.
    @POST
    @ResponseStatus(201)
    @Refuses({ErrorCode.CONFLICT, ErrorCode.NO_SANDBOX_AVAILABLE, ErrorCode.EXECUTOR_UNREACHABLE})
    @Path("/sessions/{id}/execute")
    public Uni<Submitted> execute(
            @PathParam("id") String id,
            @Valid @NotNull NewExecution asked,
            @HeaderParam(IdempotencyKey.HEADER) @Nullable String key,
            @QueryParam("wait") @Nullable String wait) {
        return entrance.execute(id, asked, key, wait);
    }

    /// Runs code and answers with the result, as `/api/v1/sessions/{id}/execute-sync` does.
    @POST
    @Path("/sessions/{id}/execute-sync")
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
            @QueryParam("poll_interval") @Nullable String pollInterval,
            @QueryParam("sync_timeout") @Nullable String syncTimeout) {
        requireInterval(pollInterval);
        return entrance.executeSync(id, asked, key, syncTimeout);
    }

    /// Lists what was executed in a session, as `/api/v1/sessions/{id}/executions` does.
    @GET
    @Path("/sessions/{id}/executions")
    public Uni<ExecutionList> list(
            @PathParam("id") String id,
            @QueryParam("status") @Nullable String status,
            @QueryParam("language") @Nullable String language,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("offset") @Nullable String offset) {
        return entrance.list(id, status, language, limit, offset);
    }

    /// Nobody polls any more, but what is sent has to make sense.
    private static void requireInterval(@Nullable String text) {
        if (text != null && !INTERVAL.matcher(text).matches()) {
            throw Refusal.invalid("Parameter 'poll_interval' must be a number of seconds");
        }
        if (text != null && (Double.parseDouble(text) < 0.1 || Double.parseDouble(text) > 10)) {
            throw Refusal.invalid("Parameter 'poll_interval' must be between 0.1 and 10");
        }
    }
}
