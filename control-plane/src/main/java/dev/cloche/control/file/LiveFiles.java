package dev.cloche.control.file;

import dev.cloche.api.executor.FileHead;
import dev.cloche.api.executor.FoundFiles;
import dev.cloche.api.file.FilePath;
import dev.cloche.api.session.SessionId;
import dev.cloche.control.container.LiveContainer;
import dev.cloche.control.executor.ExecutorFiles;
import dev.cloche.control.web.Content;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

/// The files of a session in a container that lives.
record LiveFiles(ExecutorFiles executors, LiveContainer container, SessionId session)
        implements FileSource {

    @Override
    public Uni<FoundFiles> list(FilePath directory, int limit) {
        return executors.list(container, session, directory, limit);
    }

    @Override
    public Uni<FileHead> head(FilePath path) {
        return executors.head(container, session, path);
    }

    @Override
    public Uni<Delivery> read(FilePath path, long offset, long length, @Nullable String etag) {
        return executors
                .read(container, session, path, offset, length, etag)
                .map(delivery ->
                        new Delivery(
                                delivery.head(),
                                new Content(
                                        delivery.head().length(),
                                        delivery.content(),
                                        delivery.abandon())));
    }
}
