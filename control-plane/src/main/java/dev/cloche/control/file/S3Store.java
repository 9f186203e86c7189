package dev.cloche.control.file;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.session.SessionId;
import dev.cloche.control.kernel.Refusal;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/// Keeps the files of sessions that are over in a bucket, if one is set.
@Singleton
final class S3Store implements WorkspaceStore {

    private final Optional<Bucket> bucket;
    private final Redirects redirects;
    private final Vertx vertx;

    S3Store(S3Config config, Vertx vertx) {
        this.bucket = config.bucket().map(name -> Bucket.of(config, name));
        this.redirects = Redirects.of(config);
        this.vertx = vertx;
    }

    boolean isSet() {
        return bucket.isPresent();
    }

    @Override
    public FileSource open(ContainerId container, SessionId session) {
        Bucket at = bucket();
        return new S3Files(at, keys(at, session), redirects, vertx);
    }

    /// Copies what code left into the bucket, one file after another. Links, special files and what
    /// nobody may read are not copied, as they are not given to anybody either.
    ///
    /// @return false when the bucket cannot hold one of the files; then some may have been copied
    boolean store(SessionId session, Path workspace) throws Exception {
        if (!Files.isDirectory(workspace)) {
            return true; // nothing was ever in it
        }
        Bucket at = bucket();
        var copy = new S3Copy(at, keys(at, session));
        try (KeptDirectory root = KeptDirectory.open(workspace, List.of())) {
            root.visit(copy);
        } catch (S3Copy.NotHeld e) {
            return false;
        }
        return true;
    }

    /// Copies what code left into the bucket out of a container that lives.
    void store(SessionId session, FileSource source) throws Exception {
        Bucket at = bucket();
        new S3Fetch(at, keys(at, session)).from(source);
    }

    /// Deletes the files of a session from the bucket.
    void forget(SessionId session) throws Exception {
        Bucket at = bucket();
        S3Keys keys = keys(at, session);
        Bucket.ask(() -> {
            var pages =
                    at.client()
                            .listObjectsV2Paginator(
                                    request -> request.bucket(at.name()).prefix(keys.prefix()));
            pages.stream().forEach(page -> delete(at, page));
            return true;
        });
    }

    private static void delete(Bucket at, ListObjectsV2Response page) {
        // One by one, since services differ in how they want to be asked for many.
        page.contents().stream()
                .map(S3Object::key)
                .forEach(key ->
                        at.client().deleteObject(request -> request.bucket(at.name()).key(key)));
    }

    private static S3Keys keys(Bucket at, SessionId session) {
        return S3Keys.of(at.prefix(), session);
    }

    private Bucket bucket() {
        return bucket.orElseThrow(() ->
                new Refusal(ErrorCode.UNAVAILABLE, "the bucket of this file is no longer set"));
    }

    @PreDestroy
    void close() {
        bucket.ifPresent(Bucket::close);
    }
}
