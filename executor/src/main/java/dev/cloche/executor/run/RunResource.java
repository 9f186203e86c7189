package dev.cloche.executor.run;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.execution.ExecutionId;
import dev.cloche.api.executor.ReportAddresses;
import dev.cloche.api.executor.RunRequest;
import dev.cloche.api.executor.SessionBinding;
import dev.cloche.api.session.SessionId;
import dev.cloche.executor.dependency.Installations;
import dev.cloche.executor.kernel.Refusal;
import dev.cloche.executor.session.Environment;
import dev.cloche.executor.session.Sessions;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/// Sessions and their runs over HTTP.
@Path("/v1/sessions/{session}")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
final class RunResource {

    private static final int MOST_CODE = 4 * 102_400;
    private static final int MOST_EVENT = 1_200_000;
    private static final int MOST_STDIN = 1_048_576;
    private static final long LONGEST_MILLIS = 24L * 3600 * 1000;

    private final Sessions sessions;
    private final Runs runs;
    private final Installations installations;
    private final IsolationGate gate;

    RunResource(Sessions sessions, Runs runs, Installations installations, IsolationGate gate) {
        this.sessions = sessions;
        this.runs = runs;
        this.installations = installations;
        this.gate = gate;
    }

    /// Tells the executor of a session; again with the same changes nothing.
    @PUT
    public Response bind(@PathParam("session") String session, @Nullable SessionBinding binding) {
        sessions.bind(id(session, SessionId::new), present(binding));
        return Response.noContent().build();
    }

    /// Forgets a session and stops what runs in it.
    @DELETE
    public Response release(@PathParam("session") String session) {
        SessionId id = id(session, SessionId::new);
        sessions.release(id);
        runs.release(id, id.value());
        installations.release(id);
        return Response.noContent().build();
    }

    /// Takes code to run; a report follows. The same attempt is never run twice.
    @PUT
    @Path("/executions/{execution}")
    // What it does is to write to a pipe that somebody is always about to read.
    @NonBlocking
    public Response run(
            @PathParam("session") String session,
            @PathParam("execution") String execution,
            @Parameter(hidden = true) @HeaderParam(ReportAddresses.CALLER) @Nullable String asker,
            @Nullable RunRequest request) {
        ExecutionId id = id(execution, ExecutionId::new);
        RunRequest checked = check(id, present(request));
        gate.requireIsolation();
        runs.submit(
                sessions.require(id(session, SessionId::new)), checked, Optional.ofNullable(asker));
        return Response.accepted().build();
    }

    /// Stops a run; one that has not come yet is never started.
    ///
    /// @param attempt which one; later ones may run
    @DELETE
    @Path("/executions/{execution}")
    public Response cancel(
            @PathParam("session") String session,
            @PathParam("execution") String execution,
            @QueryParam("attempt") @DefaultValue("1") int attempt) {
        sessions.require(id(session, SessionId::new));
        runs.cancel(id(execution, ExecutionId::new), attempt);
        return Response.accepted().build();
    }

    private static RunRequest check(ExecutionId id, RunRequest request) {
        require(id.equals(request.executionId()), "execution_id is not the one of the path");
        require(request.language() != null, "language is missing");
        require(request.code() != null, "code is missing");
        require(bytes(request.code()) <= MOST_CODE, "code is too long");
        require(request.attempt() > 0, "attempt must be positive");
        require(
                request.timeoutMs() > 0 && request.timeoutMs() <= LONGEST_MILLIS,
                "timeout_ms is out of range");
        require(
                request.event() == null || bytes(request.event().toString()) <= MOST_EVENT,
                "event is too large");
        require(
                request.stdin() == null || bytes(request.stdin()) <= 4 * MOST_STDIN,
                "stdin is too long");
        Environment.check(request.envVars());
        return request;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    static <T> T id(String text, Function<String, T> make) {
        try {
            return make.apply(text);
        } catch (IllegalArgumentException problem) {
            throw new Refusal(ErrorCode.EXECUTOR_VALIDATION, String.valueOf(problem.getMessage()));
        }
    }

    static <T> T present(@Nullable T body) {
        if (body == null) {
            throw new Refusal(ErrorCode.EXECUTOR_VALIDATION, "the body is missing");
        }
        return body;
    }

    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new Refusal(ErrorCode.EXECUTOR_VALIDATION, otherwise);
        }
    }
}
