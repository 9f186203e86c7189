package dev.cloche.executor.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.executor.FileHead;
import dev.cloche.api.executor.FileOrder;
import dev.cloche.api.session.SessionId;
import dev.cloche.executor.kernel.Refusal;
import dev.cloche.executor.session.BoundSession;
import dev.cloche.executor.session.Sessions;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The files of sessions over HTTP. Nothing is held here: what comes in goes to a [Clerk] as it
/// comes, and what the clerk sends goes out as fast as it is read.
///
/// The path of the class is that of the runs' resources; classes of one path are matched together.
@Path("/v1/sessions/{session}")
final class FileResource {

    private static final int CHUNK = 64 * 1024;

    /// What may be read of a file before the thread that sends has seen it.
    private static final int AHEAD = 512 * 1024;

    private static final int STALLED_SECONDS = 60;

    private final Sessions sessions;
    private final Clerks clerks;

    FileResource(Sessions sessions, Clerks clerks) {
        this.sessions = sessions;
        this.clerks = clerks;
    }

    /// Does what a [FileOrder] says. What there is to say of the file is in the header
    /// [FileHead#HEADER], its content in the body.
    @POST
    @Blocking
    @Path("/files")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    public Response obey(@PathParam("session") String session, @Nullable FileOrder order)
            throws IOException {
        if (order == null || order.what() == null || order.path() == null || order.offset() < 0) {
            throw new Refusal(ErrorCode.EXECUTOR_VALIDATION, "the order is not complete");
        }
        Clerk clerk = clerks.open(workspace(named(session), order), order);
        boolean answered = false;
        try {
            clerk.input().close();
            Response response = response(clerk, clerk.answer());
            answered = true;
            return response;
        } finally {
            if (!answered) {
                clerk.close();
            }
        }
    }

    /// Takes an upload in, in the form that [dev.cloche.api.executor.UploadEnd] describes.
    @PUT
    @Blocking
    @Path("/files")
    @Consumes(MediaType.APPLICATION_OCTET_STREAM)
    @Produces(MediaType.APPLICATION_JSON)
    public JsonNode take(@PathParam("session") String session, InputStream body)
            throws IOException {
        BoundSession bound = sessions.require(named(session));
        try (Clerk clerk = clerks.open(bound.workspace(), writing(bound))) {
            try (OutputStream input = clerk.input()) {
                body.transferTo(input);
            }
            return clerk.answer();
        }
    }

    private java.nio.file.Path workspace(SessionId session, FileOrder order) {
        return switch (order.what()) {
            case DELETE -> sessions.require(session).workspace();
            case LIST, HEAD, READ -> sessions.kept(session);
        };
    }

    private static ObjectNode writing(BoundSession bound) {
        long disk = bound.binding().limits().diskBytes();
        return JsonNodeFactory.instance
                .objectNode()
                .put("do", "write")
                .put("disk", disk)
                .put("files", Sessions.filesWithin(disk));
    }

    private static Response response(Clerk clerk, JsonNode answer) {
        long length = answer.path("length").asLong();
        StreamingOutput content =
                out -> {
                    try (clerk) {
                        copy(clerk.content(), out, length);
                    }
                };
        return Response.ok(content, MediaType.APPLICATION_OCTET_STREAM)
                .header(FileHead.HEADER, answer.toString())
                .header(HttpHeaders.CONTENT_LENGTH, length)
                .build();
    }

    private static void copy(InputStream from, OutputStream to, long length) throws IOException {
        byte[] chunk = new byte[CHUNK];
        long left = length;
        int unsent = 0;
        while (left > 0) {
            int read = from.read(chunk, 0, (int) Math.min(chunk.length, left));
            if (read < 0) {
                throw new EOFException("the file has become shorter");
            }
            to.write(chunk, 0, read);
            left -= read;
            unsent += read;
            if (unsent >= AHEAD) {
                awaitSender();
                unsent = 0;
            }
        }
    }

    /// Waits until the thread that sends has seen what was written. Until then nothing tells that
    /// its queue is full: a few readers would fill the memory while it is busy with something else.
    private static void awaitSender() throws IOException {
        Context context = Vertx.currentContext();
        if (context == null) {
            throw new IOException("nobody sends what is read");
        }
        var seen = new CountDownLatch(1);
        context.runOnContext(_ -> seen.countDown());
        try {
            if (!seen.await(STALLED_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("nothing has been sent for " + STALLED_SECONDS + " s");
            }
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    private static SessionId named(String session) {
        try {
            return new SessionId(session);
        } catch (IllegalArgumentException problem) {
            throw new Refusal(ErrorCode.EXECUTOR_VALIDATION, String.valueOf(problem.getMessage()));
        }
    }
}
