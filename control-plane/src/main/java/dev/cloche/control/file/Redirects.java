package dev.cloche.control.file;

import dev.cloche.api.executor.FileHead;
import dev.cloche.api.file.FilePath;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// When and for how long callers are sent to the bucket for a file.
///
/// @param from bytes
record Redirects(long from, Duration expiry) {

    static Redirects of(S3Config config) {
        return new Redirects(config.redirectFrom().asLongValue(), config.redirectExpiry());
    }

    /// An address that is good for reading this one object. What it gives is labelled as it would
    /// be here.
    Optional<URI> of(Bucket bucket, String key, FilePath path, FileHead head) {
        if (head.size() < from) {
            return Optional.empty();
        }
        var signed =
                bucket.presigner()
                        .presignGetObject(presign ->
                                presign.signatureDuration(expiry)
                                        .getObjectRequest(get ->
                                                get.bucket(bucket.name())
                                                        .key(key)
                                                        .responseContentType(
                                                                Labels.kind(path.name()))
                                                        .responseContentDisposition(
                                                                Labels.disposition(path.name()))));
        return Optional.of(URI.create(signed.url().toString()));
    }
}
