package dev.cloche.control.executor;

import dev.cloche.api.executor.UploadEnd;
import dev.cloche.api.executor.UploadOutcome;
import dev.cloche.control.kernel.Json;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.util.function.Consumer;
import java.util.function.Function;

/// An upload on its way to an executor. Nothing comes of it before its end is told.
public final class FileUpload {

    private final HttpClientRequest request;
    private final Json json;
    private final Future<HttpClientResponse> response;
    private final Function<Throwable, Throwable> translated;

    FileUpload(
            HttpClientRequest request,
            Json json,
            Function<HttpClientResponse, Future<HttpClientResponse>> settled,
            Function<Throwable, Throwable> translated) {
        this.request = request;
        this.json = json;
        this.response = request.response().compose(settled);
        this.translated = translated;
    }

    /// Sends bytes.
    ///
    /// @return whether more should wait until [#whenDrained]
    public boolean write(Buffer bytes) {
        request.write(Buffer.buffer(4).appendInt(bytes.length()).appendBuffer(bytes));
        return request.writeQueueFull();
    }

    public void whenDrained(Runnable goOn) {
        request.drainHandler(_ -> goOn.run());
    }

    /// Tells what is to become of it, and hears what did.
    public Uni<UploadOutcome> end(UploadEnd what) {
        request.end(Buffer.buffer(4).appendInt(0).appendBytes(json.bytes(what)));
        return Uni.createFrom()
                .completionStage(
                        response.compose(HttpClientResponse::body)
                                .map(body -> json.read(body.toString(), UploadOutcome.class))
                                .toCompletionStage())
                .onFailure()
                .transform(translated);
    }

    /// Told when the executor gives up before the end.
    public void whenBroken(Consumer<Throwable> told) {
        response.onFailure(failure -> told.accept(translated.apply(failure)));
    }

    /// Nothing is to become of it.
    public void abandon() {
        request.reset();
    }
}
