package dev.cloche.control.file;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.executor.FileHead;
import dev.cloche.api.executor.FoundFiles;
import dev.cloche.api.file.FilePath;
import dev.cloche.control.kernel.Refusal;
import dev.cloche.control.web.Content;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/// The files of a session that is over, in a bucket. Tags and times are those of the bucket.
///
/// @param redirects when callers are sent to the bucket
record S3Files(Bucket bucket, S3Keys keys, Redirects redirects, Vertx vertx) implements FileSource {

    /// More of the names is told nobody at once.
    private static final long MOST_CHARACTERS = 4 << 20;

    @Override
    public Uni<FoundFiles> list(FilePath directory, int limit) {
        return later(
                directory,
                () -> {
                    FoundFiles below = below(directory, limit);
                    return below.files().isEmpty() && !directory.isRoot()
                            ? new FoundFiles(List.of(alone(directory)), false)
                            : below;
                });
    }

    @Override
    public Uni<FileHead> head(FilePath path) {
        return later(path, () -> look(path));
    }

    @Override
    public Uni<Delivery> read(FilePath path, long offset, long length, @Nullable String etag) {
        return later(path, () -> deliver(path, look(path), offset, length, etag));
    }

    @Override
    public boolean looksFirst() {
        return true;
    }

    @Override
    public Optional<URI> elsewhere(FilePath path, FileHead head) {
        return redirects.of(bucket, keys.key(path), path, head);
    }

    private FoundFiles below(FilePath directory, int limit) {
        var pages =
                bucket.client()
                        .listObjectsV2Paginator(request ->
                                request.bucket(bucket.name())
                                        .prefix(keys.below(directory))
                                        .maxKeys(Math.min(limit + 1, 1000)));
        List<FoundFiles.Found> files = new ArrayList<>();
        long characters = 0;
        for (S3Object object : pages.contents()) {
            characters += object.key().length();
            if (files.size() == limit || characters > MOST_CHARACTERS) {
                return new FoundFiles(files, true);
            }
            files.add(found(object));
        }
        return new FoundFiles(files, false);
    }

    private FoundFiles.Found found(S3Object object) {
        return new FoundFiles.Found(
                keys.path(object.key()),
                object.size(),
                object.lastModified().toEpochMilli(),
                bare(object.eTag()));
    }

    private FoundFiles.Found alone(FilePath path) {
        FileHead head = look(path);
        return new FoundFiles.Found(path.value(), head.size(), head.modified(), head.etag());
    }

    private FileHead look(FilePath path) {
        if (path.isRoot()) {
            throw directory(path);
        }
        try {
            HeadObjectResponse head =
                    bucket.client()
                            .headObject(
                                    request -> request.bucket(bucket.name()).key(keys.key(path)));
            return new FileHead(
                    head.contentLength(), head.lastModified().toEpochMilli(), bare(head.eTag()), 0);
        } catch (S3Exception e) {
            if (e.statusCode() == 404 && !below(path, 1).files().isEmpty()) {
                throw directory(path);
            }
            throw e;
        }
    }

    private Delivery deliver(
            FilePath path, FileHead head, long offset, long length, @Nullable String etag) {
        if (etag != null && !etag.equals(head.etag())) {
            throw changed();
        }
        long rest = Math.max(0, head.size() - offset);
        long part = length < 0 ? rest : Math.min(rest, length);
        InputStream bytes =
                part == 0 ? InputStream.nullInputStream() : open(path, head, offset, part);
        var stream = new ChannelStream(vertx, Channels.newChannel(bytes), part);
        return new Delivery(
                new FileHead(head.size(), head.modified(), head.etag(), part),
                new Content(part, stream, stream::close));
    }

    private InputStream open(FilePath path, FileHead head, long offset, long part) {
        return bucket.client()
                .getObject(
                        GetObjectRequest.builder()
                                .bucket(bucket.name())
                                .key(keys.key(path))
                                .ifMatch(Conditions.quoted(head))
                                .range("bytes=" + offset + "-" + (offset + part - 1))
                                .build());
    }

    private <T> Uni<T> later(FilePath path, Callable<T> work) {
        return Uni.createFrom()
                .completionStage(() ->
                        vertx.executeBlocking(() -> refusing(path, work), false)
                                .toCompletionStage());
    }

    private static <T> T refusing(FilePath path, Callable<T> work) throws Exception {
        try {
            return Bucket.ask(work);
        } catch (S3Exception e) {
            throw e.statusCode() == 412 ? changed() : missing(path);
        }
    }

    private static String bare(String etag) {
        return etag.startsWith("\"") ? etag.substring(1, etag.length() - 1) : etag;
    }

    private static Refusal changed() {
        return new Refusal(ErrorCode.PRECONDITION_FAILED, "the file has changed");
    }

    private static Refusal directory(FilePath path) {
        return new Refusal(ErrorCode.CONFLICT, "'" + path.value() + "' is not a file with content");
    }

    private static Refusal missing(FilePath path) {
        return new Refusal(ErrorCode.FILE_NOT_FOUND, "there is no '" + path.value() + "'");
    }
}
