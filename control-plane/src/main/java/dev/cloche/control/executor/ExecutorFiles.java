package dev.cloche.control.executor;

import dev.cloche.api.error.ErrorBody;
import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.executor.Expectation;
import dev.cloche.api.executor.FileHead;
import dev.cloche.api.executor.FileOrder;
import dev.cloche.api.executor.FoundFiles;
import dev.cloche.api.file.FilePath;
import dev.cloche.api.session.SessionId;
import dev.cloche.control.container.DispatchToken;
import dev.cloche.control.container.LiveContainer;
import dev.cloche.control.kernel.Json;
import dev.cloche.control.kernel.Refusal;
import dev.cloche.control.kernel.Vault;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Moves files into and out of containers. These connections last as long as callers take, so they
/// are not those of [Executors].
@Singleton
public final class ExecutorFiles {

    private static final int CONNECT_MILLIS = 5000;

    /// A transfer in which nothing has moved for so long is over.
    private static final int STALLED_SECONDS = 120;

    private static final int TRANSFERS_PER_EXECUTOR = 64;
    private static final int TRANSFERS_WAITING = 512;
    private static final int CHUNK = 64 * 1024;

    private final HttpClient http;
    private final Vault vault;
    private final Json json;

    ExecutorFiles(Vertx vertx, Vault vault, Json json) {
        this.http =
                vertx.createHttpClient(
                        new HttpClientOptions()
                                .setConnectTimeout(CONNECT_MILLIS)
                                .setIdleTimeout(STALLED_SECONDS)
                                .setMaxChunkSize(CHUNK)
                                .setMaxWaitQueueSize(TRANSFERS_WAITING)
                                .setTcpNoDelay(true),
                        new PoolOptions().setHttp1MaxSize(TRANSFERS_PER_EXECUTOR));
        this.vault = vault;
        this.json = json;
    }

    @PreDestroy
    void close() {
        http.close();
    }

    /// Which files are below a directory.
    public Uni<FoundFiles> list(
            LiveContainer container, SessionId session, FilePath directory, int limit) {
        return uni(
                container,
                send(container, session, FileOrder.list(directory, limit))
                        .compose(ExecutorFiles::body)
                        .map(body -> json.read(body.toString(), FoundFiles.class)));
    }

    /// Whether an executor has files of a session: one that was never bound there has none.
    public Uni<Boolean> has(LiveContainer container, SessionId session) {
        return uni(
                container,
                send(container, session, FileOrder.list(FilePath.ROOT, 1))
                        .compose(ExecutorFiles::body)
                        .map(true)
                        .recover(failure ->
                                failure instanceof UnknownSession
                                        ? Future.succeededFuture(false)
                                        : Future.failedFuture(failure)));
    }

    /// How large and how old a file is.
    public Uni<FileHead> head(LiveContainer container, SessionId session, FilePath path) {
        return uni(container, send(container, session, FileOrder.head(path)).map(this::head));
    }

    /// A part of a file.
    ///
    /// @param length all that follows when negative
    /// @param etag of the file that is meant; another one is refused
    public Uni<FileDelivery> read(
            LiveContainer container,
            SessionId session,
            FilePath path,
            long offset,
            long length,
            @Nullable String etag) {
        FileOrder order = FileOrder.read(path, offset, length, etag);
        return uni(container, send(container, session, order).map(this::delivery));
    }

    /// Takes a file or a directory away.
    ///
    /// @param expected how it must be
    public Uni<Void> delete(
            LiveContainer container,
            SessionId session,
            FilePath path,
            boolean recursive,
            @Nullable Expectation expected) {
        FileOrder order = FileOrder.delete(path, recursive, expected);
        return uni(container, send(container, session, order)).replaceWithVoid();
    }

    /// Begins an upload.
    public Uni<FileUpload> upload(LiveContainer container, SessionId session) {
        RequestOptions options =
                options(container, session)
                        .setMethod(HttpMethod.PUT)
                        .putHeader(HttpHeaders.CONTENT_TYPE, "application/octet-stream");
        return uni(
                container,
                http.request(options)
                        .map(request ->
                                new FileUpload(
                                        request.setChunked(true),
                                        json,
                                        response -> settle(container, response),
                                        failure -> translated(container, failure))));
    }

    private Future<HttpClientResponse> send(
            LiveContainer container, SessionId session, FileOrder order) {
        RequestOptions options =
                options(container, session)
                        .setMethod(HttpMethod.POST)
                        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        return http.request(options)
                .compose(request -> answered(request, json.bytes(order)))
                .compose(response -> settle(container, response));
    }

    private static Future<HttpClientResponse> answered(HttpClientRequest request, byte[] order) {
        // Paused before anything of the content can come.
        Future<HttpClientResponse> response =
                request.response().onSuccess(HttpClientResponse::pause);
        return request.end(Buffer.buffer(order)).compose(_ -> response);
    }

    private Future<HttpClientResponse> settle(
            LiveContainer container, HttpClientResponse response) {
        if (response.statusCode() < 300) {
            return Future.succeededFuture(response);
        }
        return body(response)
                .compose(body ->
                        Future.failedFuture(
                                refusal(container, response.statusCode(), body.toString())));
    }

    private static Future<Buffer> body(HttpClientResponse response) {
        Future<Buffer> body = response.body();
        response.resume();
        return body;
    }

    private FileHead head(HttpClientResponse response) {
        response.resume();
        return told(response);
    }

    private FileDelivery delivery(HttpClientResponse response) {
        return new FileDelivery(told(response), response, () -> response.request().reset());
    }

    private FileHead told(HttpClientResponse response) {
        String told = response.getHeader(FileHead.HEADER);
        if (told == null) {
            throw new IllegalStateException("an executor tells nothing of a file");
        }
        return json.read(told, FileHead.class);
    }

    private RequestOptions options(LiveContainer container, SessionId session) {
        return new RequestOptions()
                .setHost(container.host())
                .setPort(container.port())
                .setURI("/v1/sessions/" + session + "/files")
                .putHeader(
                        HttpHeaders.AUTHORIZATION,
                        "Bearer " + DispatchToken.of(vault, container.id()).value());
    }

    private static <T> Uni<T> uni(LiveContainer container, Future<T> future) {
        return Uni.createFrom()
                .completionStage(future.toCompletionStage())
                .onFailure()
                .transform(failure -> translated(container, failure));
    }

    private static Throwable translated(LiveContainer container, Throwable failure) {
        return failure instanceof Refusal || failure instanceof UncheckedIOException
                ? failure
                : unreachable(container, String.valueOf(failure.getMessage()));
    }

    /// What an executor says of files it says in words that are meant for callers.
    private RuntimeException refusal(LiveContainer container, int status, String body) {
        ErrorBody error;
        try {
            error = json.read(body, ErrorBody.class);
        } catch (UncheckedIOException e) {
            return unreachable(container, "it answered " + status);
        }
        if (ErrorCode.EXECUTOR_UNKNOWN_SESSION.wire().equals(error.errorCode())) {
            return new UnknownSession(error.errorDetail());
        }
        return Arrays.stream(ErrorCode.values())
                .filter(code -> code.wire().equals(error.errorCode()))
                .filter(code -> code.wire().startsWith("Sandbox."))
                .findFirst()
                .map(code -> new Refusal(code, error.errorDetail()))
                .orElseGet(() -> unreachable(container, "it answered " + error.errorDetail()));
    }

    /// An executor does not know the session that was named.
    private static final class UnknownSession extends RuntimeException {

        private static final long serialVersionUID = 1L;

        UnknownSession(String detail) {
            super("it does not know " + detail, null, false, false);
        }
    }

    private static Refusal unreachable(LiveContainer container, String why) {
        return new Refusal(
                        ErrorCode.EXECUTOR_UNREACHABLE,
                        "the executor of container " + container.id() + " cannot be used: " + why)
                .retryAfter(Duration.ofSeconds(1));
    }
}
