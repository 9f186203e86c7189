package dev.cloche.executor.dependency;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.executor.InstallationOrder;
import dev.cloche.api.executor.InstallationReport;
import dev.cloche.api.session.SessionId;
import dev.cloche.executor.kernel.Refusal;
import dev.cloche.executor.session.Environment;
import dev.cloche.executor.session.Sessions;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The packages of sessions over HTTP.
///
/// The path of the class is that of the runs' resources; classes of one path are matched together.
@Path("/v1/sessions/{session}")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
final class InstallationResource {

    private static final long LONGEST_MILLIS = 3600_000;
    private static final int MOST = 100;
    private static final int LONGEST = 300;
    private static final int PATIENCE_SECONDS = 10;

    private final Sessions sessions;
    private final Installations installations;
    private final InstallationGate gate;

    InstallationResource(Sessions sessions, Installations installations, InstallationGate gate) {
        this.sessions = sessions;
        this.installations = installations;
        this.gate = gate;
    }

    /// Installs packages for a session in place of those that it has. The answer comes when that is
    /// over, or after ten seconds with the status `installing`: then the same is asked again. An
    /// attempt is never begun twice.
    @PUT
    @Path("/dependencies")
    public CompletionStage<InstallationReport> install(
            @PathParam("session") String session, @Nullable InstallationOrder order) {
        SessionId id = named(session);
        InstallationOrder checked = check(order);
        gate.require();
        return installations
                .install(sessions.require(id), checked)
                .copy()
                .completeOnTimeout(
                        InstallationReport.installing(), PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static InstallationOrder check(@Nullable InstallationOrder order) {
        if (order == null) {
            throw new Refusal(ErrorCode.EXECUTOR_VALIDATION, "the body is missing");
        }
        require(order.attempt() > 0, "attempt must be positive");
        require(
                order.timeoutMs() > 0 && order.timeoutMs() <= LONGEST_MILLIS,
                "timeout_ms is out of range");
        checkAll(order.python());
        checkAll(order.javascript());
        checkAll(order.places());
        Environment.check(order.variables());
        return order;
    }

    // Names were looked at closely by whoever asks; here it is enough that none can be an option.
    private static void checkAll(List<String> words) {
        require(words.size() <= MOST, "there is too much of it");
        for (String word : words) {
            boolean sound =
                    !word.isEmpty()
                            && word.length() <= LONGEST
                            && word.charAt(0) != '-'
                            && word.chars().allMatch(one -> one > ' ' && one < 127);
            require(sound, "a package or a place is not well formed");
        }
    }

    private static SessionId named(String session) {
        try {
            return new SessionId(session);
        } catch (IllegalArgumentException problem) {
            throw new Refusal(ErrorCode.EXECUTOR_VALIDATION, String.valueOf(problem.getMessage()));
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new Refusal(ErrorCode.EXECUTOR_VALIDATION, otherwise);
        }
    }
}
