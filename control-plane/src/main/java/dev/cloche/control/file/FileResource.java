package dev.cloche.control.file;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.executor.Expectation;
import dev.cloche.api.executor.UploadEnd;
import dev.cloche.api.file.FileList;
import dev.cloche.api.file.FilePath;
import dev.cloche.api.file.UploadView;
import dev.cloche.control.auth.Callers;
import dev.cloche.control.kernel.Refusal;
import dev.cloche.control.session.Sessions;
import dev.cloche.control.web.Paging;
import dev.cloche.control.web.Refuses;
import dev.cloche.control.web.Words;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The files of a session: `/api/v1/sessions/{id}/files…`.
///
/// The path of the class is that of [dev.cloche.control.session] too; classes of one path are
/// matched together, so a wrong method is told from a wrong address.
@Path("/api/v1/sessions")
@Consumes(MediaType.WILDCARD)
@RolesAllowed(Callers.USER)
final class FileResource {

    private static final int MAX_LIST = 10_000;
    private static final int DEFAULT_LIST = 1000;

    private static final String UPLOAD = "/{id}/files/upload";

    // A name may hold line breaks, which a dot does not stand for.
    private static final String ONE = "/{id}/files/{name:[\\s\\S]+}";

    private final Files files;
    private final Uploads uploads;
    private final Callers callers;

    FileResource(Files files, Uploads uploads, Callers callers) {
        this.files = files;
        this.uploads = uploads;
        this.callers = callers;
    }

    /// Lists the files of a directory and of those below it, in the order of their names.
    @GET
    @Path("/{id}/files")
    @Refuses({ErrorCode.FILE_NOT_FOUND, ErrorCode.CONFLICT, ErrorCode.EXECUTOR_UNREACHABLE})
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<FileList> list(
            @PathParam("id") String id,
            @QueryParam("path") @Nullable String path,
            @QueryParam("limit") @Nullable String limit) {
        FilePath directory = path("path", path == null ? "" : path, FilePath::directory);
        int most = Paging.number("limit", limit, DEFAULT_LIST, 1, MAX_LIST);
        return files.list(callers.current(), Sessions.named(id), directory, most);
    }

    /// Puts a file into the workspace, or unpacks an archive there. Directories on the way are
    /// made; a file that is there is replaced.
    @POST
    @Path(UPLOAD)
    @Refuses({
        ErrorCode.CONFLICT,
        ErrorCode.NOT_AN_ARCHIVE,
        ErrorCode.PRECONDITION_FAILED,
        ErrorCode.WORKSPACE_FULL,
        ErrorCode.EXECUTOR_UNREACHABLE
    })
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<UploadView> upload(
            @PathParam("id") String id,
            @QueryParam("path") @Nullable String path,
            @QueryParam("extract") @Nullable String extract,
            @QueryParam("overwrite") @Nullable String overwrite,
            @Context HttpHeaders headers,
            @Context HttpServerRequest request) {
        return uploads.take(
                callers.current(),
                Sessions.named(id),
                request,
                form ->
                        end(
                                form.get("path").or(() -> Optional.ofNullable(path)),
                                form.get("extract").or(() -> Optional.ofNullable(extract)),
                                form.get("overwrite").or(() -> Optional.ofNullable(overwrite)),
                                conditions(headers).expectation()));
    }

    /// Puts a file into the workspace, or unpacks an archive there, as the address `files/upload`
    /// does.
    @POST
    @Path("/{id}/files")
    @Refuses({
        ErrorCode.CONFLICT,
        ErrorCode.NOT_AN_ARCHIVE,
        ErrorCode.PRECONDITION_FAILED,
        ErrorCode.WORKSPACE_FULL,
        ErrorCode.EXECUTOR_UNREACHABLE
    })
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<UploadView> add(
            @PathParam("id") String id,
            @QueryParam("path") @Nullable String path,
            @QueryParam("extract") @Nullable String extract,
            @QueryParam("overwrite") @Nullable String overwrite,
            @Context HttpHeaders headers,
            @Context HttpServerRequest request) {
        return upload(id, path, extract, overwrite, headers, request);
    }

    /// Gives a file, or one range of its bytes. Its media type is guessed from its name.
    @GET
    @Path(ONE)
    @Refuses({
        ErrorCode.FILE_NOT_FOUND,
        ErrorCode.CONFLICT,
        ErrorCode.PRECONDITION_FAILED,
        ErrorCode.RANGE_NOT_SATISFIABLE,
        ErrorCode.EXECUTOR_UNREACHABLE
    })
    @Produces(MediaType.WILDCARD)
    public Uni<Response> download(
            @PathParam("id") String id,
            @PathParam("name") String name,
            @Context HttpHeaders headers,
            @Context HttpServerRequest request) {
        FilePath path = path("name", name, FilePath::new);
        return files.find(callers.current(), Sessions.named(id), path, conditions(headers))
                .invoke(found -> tellSize(found, request))
                .map(found -> Answers.of(found, path));
    }

    /// Tells of a file what giving it would, without its bytes.
    @HEAD
    @Path(ONE)
    @Refuses({
        ErrorCode.FILE_NOT_FOUND,
        ErrorCode.CONFLICT,
        ErrorCode.PRECONDITION_FAILED,
        ErrorCode.RANGE_NOT_SATISFIABLE,
        ErrorCode.EXECUTOR_UNREACHABLE
    })
    @Produces(MediaType.WILDCARD)
    public Uni<Response> look(
            @PathParam("id") String id,
            @PathParam("name") String name,
            @Context HttpHeaders headers,
            @Context HttpServerRequest request) {
        FilePath path = path("name", name, FilePath::new);
        return files.look(callers.current(), Sessions.named(id), path, conditions(headers))
                .invoke(found -> tellSize(found, request))
                .map(found -> Answers.of(found, path));
    }

    /// Deletes a file or an empty directory; `recursive` deletes one that is not empty.
    @DELETE
    @Path(ONE)
    @Refuses({
        ErrorCode.FILE_NOT_FOUND,
        ErrorCode.CONFLICT,
        ErrorCode.PRECONDITION_FAILED,
        ErrorCode.EXECUTOR_UNREACHABLE
    })
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<Void> delete(
            @PathParam("id") String id,
            @PathParam("name") String name,
            @QueryParam("recursive") @Nullable String recursive,
            @Context HttpHeaders headers) {
        return files.delete(
                callers.current(),
                Sessions.named(id),
                path("name", name, FilePath::directory),
                flag("recursive", Optional.ofNullable(recursive)),
                conditions(headers));
    }

    /// Gives the file that is called like the place where uploads go.
    @GET
    @Path(UPLOAD)
    @Refuses({
        ErrorCode.FILE_NOT_FOUND,
        ErrorCode.CONFLICT,
        ErrorCode.PRECONDITION_FAILED,
        ErrorCode.RANGE_NOT_SATISFIABLE,
        ErrorCode.EXECUTOR_UNREACHABLE
    })
    @Produces(MediaType.WILDCARD)
    public Uni<Response> downloadUpload(
            @PathParam("id") String id,
            @Context HttpHeaders headers,
            @Context HttpServerRequest request) {
        return download(id, "upload", headers, request);
    }

    /// Tells of the file that is called like the place where uploads go.
    @HEAD
    @Path(UPLOAD)
    @Refuses({
        ErrorCode.FILE_NOT_FOUND,
        ErrorCode.CONFLICT,
        ErrorCode.PRECONDITION_FAILED,
        ErrorCode.RANGE_NOT_SATISFIABLE,
        ErrorCode.EXECUTOR_UNREACHABLE
    })
    @Produces(MediaType.WILDCARD)
    public Uni<Response> lookUpload(
            @PathParam("id") String id,
            @Context HttpHeaders headers,
            @Context HttpServerRequest request) {
        return look(id, "upload", headers, request);
    }

    /// Deletes the file or directory that is called like the place where uploads go.
    @DELETE
    @Path(UPLOAD)
    @Refuses({
        ErrorCode.FILE_NOT_FOUND,
        ErrorCode.CONFLICT,
        ErrorCode.PRECONDITION_FAILED,
        ErrorCode.EXECUTOR_UNREACHABLE
    })
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<Void> deleteUpload(
            @PathParam("id") String id,
            @QueryParam("recursive") @Nullable String recursive,
            @Context HttpHeaders headers) {
        return delete(id, "upload", recursive, headers);
    }

    private static void tellSize(Files.Found found, HttpServerRequest request) {
        Answers.refusedRange(found)
                .ifPresent(range -> request.response().putHeader("Content-Range", range));
    }

    private static UploadEnd end(
            Optional<String> path,
            Optional<String> extract,
            Optional<String> overwrite,
            @Nullable Expectation expected) {
        boolean archive = flag("extract", extract);
        if (archive) {
            if (expected != null) {
                throw Refusal.invalid(
                        "If-Match and If-None-Match are for one file, not an archive");
            }
            return new UploadEnd(
                    path("path", path.orElse(""), FilePath::directory),
                    true,
                    flag("overwrite", overwrite),
                    null);
        }
        String name =
                path.filter(text -> !text.isEmpty())
                        .orElseThrow(() -> Refusal.invalid("Field 'path' is required"));
        return new UploadEnd(
                path("path", name, FilePath::new), false, flag("overwrite", overwrite), expected);
    }

    private static boolean flag(String name, Optional<String> text) {
        return switch (text.orElse("false")) {
            case "true", "1" -> true;
            case "false", "0", "" -> false;
            default -> throw Refusal.invalid("Parameter '" + name + "' must be true or false");
        };
    }

    private static FilePath path(String field, String text, Function<String, FilePath> make) {
        Words.requireSayable(field, text);
        try {
            return make.apply(text);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("Field '" + field + "' is " + e.getMessage());
        }
    }

    private static Conditions conditions(HttpHeaders headers) {
        return new Conditions(
                headers.getHeaderString(HttpHeaders.IF_MATCH),
                headers.getHeaderString(HttpHeaders.IF_NONE_MATCH),
                headers.getHeaderString(HttpHeaders.IF_MODIFIED_SINCE),
                headers.getHeaderString(HttpHeaders.IF_UNMODIFIED_SINCE),
                headers.getHeaderString("If-Range"),
                headers.getHeaderString("Range"));
    }
}
