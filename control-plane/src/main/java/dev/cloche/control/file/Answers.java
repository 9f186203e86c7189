package dev.cloche.control.file;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.executor.FileHead;
import dev.cloche.api.file.FilePath;
import dev.cloche.control.kernel.Refusal;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/// Says in HTTP what was found of a file.
final class Answers {

    private static final int PARTIAL = 206;
    private static final int NOT_MODIFIED = 304;

    private Answers() {}

    /// @throws Refusal when the caller asked for a file that is another one by now, or for a part
    ///   that is not there
    static Response of(Files.Found found, FilePath path) {
        FileHead head = found.head();
        if (found.elsewhere().isPresent()) {
            return labelled(Response.temporaryRedirect(found.elsewhere().get()), head).build();
        }
        return switch (found.verdict()) {
            case Conditions.Verdict.Whole() ->
                    content(Response.ok(), found, path, head.size()).build();
            case Conditions.Verdict.Part(var first, var length) ->
                    content(Response.status(PARTIAL), found, path, length)
                            .header("Content-Range", range(first, length, head.size()))
                            .build();
            case Conditions.Verdict.NotModified() ->
                    labelled(Response.status(NOT_MODIFIED), head).build();
            case Conditions.Verdict.Failed() ->
                    throw new Refusal(
                            ErrorCode.PRECONDITION_FAILED,
                            "the file's ETag is " + Conditions.quoted(head));
            case Conditions.Verdict.Unsatisfiable() ->
                    throw new Refusal(
                            ErrorCode.RANGE_NOT_SATISFIABLE,
                            "the file has " + head.size() + " bytes");
        };
    }

    /// What belongs into the head of a refusal, as the value of `Content-Range`.
    static Optional<String> refusedRange(Files.Found found) {
        return found.verdict() instanceof Conditions.Verdict.Unsatisfiable
                ? Optional.of("bytes */" + found.head().size())
                : Optional.empty();
    }

    private static Response.ResponseBuilder content(
            Response.ResponseBuilder response, Files.Found found, FilePath path, long length) {
        labelled(response, found.head())
                .header(HttpHeaders.CONTENT_TYPE, Labels.kind(path.name()))
                .header(HttpHeaders.CONTENT_DISPOSITION, Labels.disposition(path.name()))
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Security-Policy", "sandbox; default-src 'none'")
                .header(HttpHeaders.CONTENT_LENGTH, length);
        found.content().ifPresent(delivery -> response.entity(delivery.content()));
        return response;
    }

    private static Response.ResponseBuilder labelled(
            Response.ResponseBuilder response, FileHead head) {
        return response.header(HttpHeaders.ETAG, Conditions.quoted(head))
                .header(HttpHeaders.LAST_MODIFIED, Conditions.date(head.modifiedAt()))
                .header("Accept-Ranges", "bytes")
                .header(HttpHeaders.CACHE_CONTROL, "private, no-cache");
    }

    private static String range(long first, long length, long size) {
        return "bytes " + first + "-" + (first + length - 1) + "/" + size;
    }
}
