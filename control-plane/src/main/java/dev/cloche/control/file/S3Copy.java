package dev.cloche.control.file;

import dev.cloche.api.executor.FileHead;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.AccessDeniedException;

/// Copies files into a bucket, in pieces: whatever their size, few bytes of one are in memory.
///
/// @param keys of the session
record S3Copy(Bucket bucket, S3Keys keys) implements KeptDirectory.Visitor {

    /// The bucket cannot hold this file.
    static final class NotHeld extends Exception {

        private static final long serialVersionUID = 1;

        NotHeld(String path) {
            super(path);
        }
    }

    @Override
    public void visit(KeptDirectory directory, String path, FileHead head) throws Exception {
        if (!keys.holds(path, head.size())) {
            throw new NotHeld(path);
        }
        String name = path.substring(path.lastIndexOf('/') + 1);
        try {
            directory.open(name).close();
        } catch (AccessDeniedException e) {
            return; // code took the right to read it, so nobody was given it before either
        }
        bucket.put(keys.prefix() + path, head.size(), () -> open(directory, name));
    }

    private static InputStream open(KeptDirectory directory, String name) {
        try {
            return Channels.newInputStream(directory.open(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
