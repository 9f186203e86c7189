package dev.cloche.control.file;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.executor.UploadEnd;
import dev.cloche.api.executor.UploadOutcome;
import dev.cloche.control.executor.FileUpload;
import dev.cloche.control.kernel.Refusal;
import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The form in which a file comes. Its bytes are passed on as they come, and no faster than they
/// are taken; what is to become of them may stand behind them. All of it happens on one event loop.
final class UploadForm {

    private static final String FILE = "file";
    private static final Set<String> FIELDS = Set.of("path", "extract", "overwrite");

    private final HttpServerRequest request;
    private final long most;
    private final Supplier<Uni<FileUpload>> opener;
    private final Promise<Void> formEnded = Promise.promise();
    private final Promise<Void> fileEnded = Promise.promise();
    private @Nullable FileUpload upload;
    private boolean begun;
    private boolean over;
    private long size;

    /// @param most bytes of the file
    /// @param opener opens the way on
    UploadForm(HttpServerRequest request, long most, Supplier<Uni<FileUpload>> opener) {
        this.request = request;
        this.most = most;
        this.opener = opener;
    }

    /// What the form says beside the file.
    record Fields(MultiMap all) {

        Optional<String> get(String name) {
            return Optional.ofNullable(all.get(name));
        }
    }

    /// Reads all of it. The file is on its way then, but not at its end.
    Uni<Fields> read() {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("multipart/form-data")) {
            throw new Refusal(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "this takes multipart/form-data");
        }
        request.exceptionHandler(this::broken);
        request.setExpectMultipart(true);
        request.uploadHandler(this::part);
        request.endHandler(_ -> formEnded());
        if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            request.response().writeContinue();
        }
        // It was held back while it was found out who asks.
        request.resume();
        return Uni.createFrom()
                .completionStage(
                        formEnded
                                .future()
                                .compose(_ -> fileEnded.future())
                                .map(_ -> fields())
                                .toCompletionStage());
    }

    /// Tells what is to become of it.
    Uni<UploadOutcome> finish(UploadEnd end) {
        return Objects.requireNonNull(upload).end(end);
    }

    /// Nothing is to become of it.
    void abandon() {
        over = true;
        if (upload != null) {
            upload.abandon();
        }
    }

    private Fields fields() {
        for (String name : request.formAttributes().names()) {
            if (!FIELDS.contains(name)) {
                throw Refusal.invalid("unknown form field '" + name + "'");
            }
        }
        return new Fields(request.formAttributes());
    }

    private void formEnded() {
        if (!begun) {
            fail(Refusal.invalid("Form field 'file' is required"));
        }
        formEnded.tryComplete();
    }

    private void part(HttpServerFileUpload part) {
        if (begun || !part.name().equals(FILE)) {
            part.handler(_ -> {}); // it has to pass
            fail(Refusal.invalid("the form has exactly one file, in its field 'file'"));
            return;
        }
        begun = true;
        part.pause();
        part.exceptionHandler(this::broken);
        opener.get().subscribe().with(way -> open(part, way), failure -> drop(part, failure));
    }

    private void open(HttpServerFileUpload part, FileUpload way) {
        upload = way;
        way.whenBroken(failure -> drop(part, failure));
        if (over) {
            way.abandon();
            part.handler(_ -> {});
        } else {
            part.handler(bytes -> pass(part, way, bytes));
            part.endHandler(_ -> fileEnded.tryComplete());
        }
        part.resume();
    }

    private void pass(HttpServerFileUpload part, FileUpload way, Buffer bytes) {
        size += bytes.length();
        if (over) {
            return;
        }
        if (size > most) {
            fail(new Refusal(ErrorCode.PAYLOAD_TOO_LARGE, "a file has at most " + most + " bytes"));
            return;
        }
        if (way.write(bytes)) {
            part.pause();
            way.whenDrained(part::resume);
        }
    }

    /// Lets the rest of the file pass: it will not arrive.
    private void drop(HttpServerFileUpload part, Throwable failure) {
        fail(failure);
        part.handler(_ -> {});
        part.resume();
    }

    private void broken(Throwable failure) {
        fail(Refusal.invalid("the form is not well formed, or broke off"));
    }

    private void fail(Throwable failure) {
        if (!over) {
            abandon();
            formEnded.tryFail(failure);
            fileEnded.tryFail(failure);
        }
    }
}
