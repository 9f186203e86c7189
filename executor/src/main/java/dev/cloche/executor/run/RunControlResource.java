package dev.cloche.executor.run;

import static dev.cloche.executor.run.RunResource.id;
import static dev.cloche.executor.run.RunResource.present;
import static dev.cloche.executor.run.RunResource.require;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cloche.api.execution.ExecutionId;
import dev.cloche.api.execution.MoreInput;
import dev.cloche.api.executor.Reception;
import dev.cloche.api.executor.RunInput;
import dev.cloche.api.executor.RunNews;
import dev.cloche.api.executor.RunSignal;
import dev.cloche.api.session.SessionId;
import dev.cloche.executor.session.Sessions;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A run while it goes on, over HTTP: what it prints, and what it is told.
///
/// The path of the class is that of [RunResource]; classes of one path are matched together.
@Path("/v1/sessions/{session}")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
final class RunControlResource {

    private static final int HIGHEST_SIGNAL = 64;

    private final Sessions sessions;
    private final Runs runs;
    private final ObjectMapper json;

    RunControlResource(Sessions sessions, Runs runs, ObjectMapper json) {
        this.sessions = sessions;
        this.runs = runs;
        this.json = json;
    }

    /// Tells what a run prints, as lines of [RunNews], each sent when the one before has left.
    ///
    /// @param stdout characters of stdout that are known already
    /// @param stderr characters of stderr that are known already
    @GET
    @Path("/executions/{execution}/events")
    // Not the media type of JSON, because the framework would make an array of it.
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    public Multi<byte[]> events(
            @PathParam("session") String session,
            @PathParam("execution") String execution,
            @QueryParam("stdout") @DefaultValue("0") int stdout,
            @QueryParam("stderr") @DefaultValue("0") int stderr) {
        require(stdout >= 0 && stderr >= 0, "a position must not be negative");
        SessionId bound = sessions.require(id(session, SessionId::new)).id();
        return runs.follow(
                        id(execution, ExecutionId::new),
                        stdout,
                        stderr,
                        () -> sessions.holds(bound))
                .map(this::line);
    }

    /// Gives a run more to read.
    @POST
    @Blocking
    @Path("/executions/{execution}/stdin")
    public Uni<Reception> input(
            @PathParam("session") String session,
            @PathParam("execution") String execution,
            @Nullable RunInput input) {
        sessions.require(id(session, SessionId::new));
        RunInput more = present(input);
        byte[] bytes = bytes(more.data());
        require(bytes.length <= MoreInput.MAX_DATA, "data is too long");
        return Uni.createFrom()
                .completionStage(runs.input(id(execution, ExecutionId::new), bytes, more.end()))
                .map(Reception::new);
    }

    /// Sends a signal to the process group of a run.
    @POST
    @Path("/executions/{execution}/signal")
    public Reception signal(
            @PathParam("session") String session,
            @PathParam("execution") String execution,
            @Nullable RunSignal signal) {
        sessions.require(id(session, SessionId::new));
        int number = present(signal).signal();
        require(number > 0 && number <= HIGHEST_SIGNAL, "signal is out of range");
        return new Reception(runs.signal(id(execution, ExecutionId::new), number));
    }

    private static byte[] bytes(@Nullable String data) {
        return data == null ? new byte[0] : data.getBytes(StandardCharsets.UTF_8);
    }

    private byte[] line(RunNews news) {
        try {
            byte[] text = json.writeValueAsBytes(news);
            byte[] line = Arrays.copyOf(text, text.length + 1);
            line[text.length] = '\n';
            return line;
        } catch (JsonProcessingException problem) {
            throw new IllegalStateException("news are always JSON", problem);
        }
    }
}
