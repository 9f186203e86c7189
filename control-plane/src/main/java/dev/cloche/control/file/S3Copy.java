package dev.cloche.control.file;

import dev.cloche.api.executor.FileHead;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.AccessDeniedException;
import software.amazon.awssdk.core.sync.RequestBody;

/// Copies files into a bucket, in pieces: whatever their size, few bytes of one are in memory.
///
/// @param keys of the session
record S3Copy(Bucket bucket, S3Keys keys) implements KeptDirectory.Visitor {

    /// Bytes of the largest object that S3 takes in one request.
    static final long LARGEST = 5L << 30;

    /// The bucket cannot hold this file.
    static final class NotHeld extends Exception {

        private static final long serialVersionUID = 1;

        NotHeld(String path) {
            super(path);
        }
    }

    @Override
    public void visit(KeptDirectory directory, String path, FileHead head) throws Exception {
        if (!keys.holds(path) || head.size() > LARGEST) {
            throw new NotHeld(path);
        }
        String name = path.substring(path.lastIndexOf('/') + 1);
        try {
            directory.open(name).close();
        } catch (AccessDeniedException e) {
            return; // code took the right to read it, so nobody was given it before either
        }
        RequestBody body =
                RequestBody.fromContentProvider(
                        () -> open(directory, name), head.size(), Labels.kind(name));
        Bucket.ask(() ->
                bucket.client()
                        .putObject(
                                request -> request.bucket(bucket.name()).key(keys.prefix() + path),
                                body));
    }

    private static InputStream open(KeptDirectory directory, String name) {
        try {
            return Channels.newInputStream(directory.open(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
