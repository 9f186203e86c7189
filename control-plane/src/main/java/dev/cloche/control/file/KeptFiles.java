package dev.cloche.control.file;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.executor.FileHead;
import dev.cloche.api.executor.FoundFiles;
import dev.cloche.api.file.FilePath;
import dev.cloche.control.kernel.Refusal;
import dev.cloche.control.web.Content;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// The files of a session that is over, in a directory of this machine in which no code works any
/// more.
///
/// @param directory absent when nothing was kept
record KeptFiles(Optional<Path> directory, Vertx vertx) implements FileSource {

    @Override
    public Uni<FoundFiles> list(FilePath path, int limit) {
        return later(() -> {
            if (path.isRoot() && !exists()) {
                return new FoundFiles(List.of(), false);
            }
            try (KeptDirectory at = KeptDirectory.open(root(path), path.names())) {
                return at.list(path, limit);
            }
        });
    }

    @Override
    public Uni<FileHead> head(FilePath path) {
        return later(() -> {
            try (KeptDirectory parent = parent(path)) {
                return parent.head(path.name());
            }
        });
    }

    @Override
    public Uni<Delivery> read(FilePath path, long offset, long length, @Nullable String etag) {
        return later(() -> {
            try (KeptDirectory parent = parent(path)) {
                return deliver(parent, path.name(), offset, length, etag);
            }
        });
    }

    private Delivery deliver(
            KeptDirectory parent, String name, long offset, long length, @Nullable String etag)
            throws IOException {
        FileHead head = parent.head(name);
        if (etag != null && !etag.equals(head.etag())) {
            throw new Refusal(ErrorCode.PRECONDITION_FAILED, "the file has changed");
        }
        long rest = Math.max(0, head.size() - offset);
        long part = length < 0 ? rest : Math.min(rest, length);
        SeekableByteChannel channel = parent.open(name);
        channel.position(offset);
        var stream = new ChannelStream(vertx, channel, part);
        return new Delivery(
                new FileHead(head.size(), head.modified(), head.etag(), part),
                new Content(part, stream, stream::close));
    }

    private boolean exists() {
        return directory.isPresent() && Files.isDirectory(directory.get());
    }

    private KeptDirectory parent(FilePath path) throws IOException {
        if (path.isRoot()) {
            throw new Refusal(ErrorCode.CONFLICT, "the workspace itself is a directory");
        }
        return KeptDirectory.open(root(path), path.names().subList(0, path.names().size() - 1));
    }

    private Path root(FilePath path) {
        return directory.orElseThrow(() -> missing(path.value()));
    }

    private <T> Uni<T> later(Callable<T> work) {
        return Uni.createFrom()
                .completionStage(() ->
                        vertx.executeBlocking(() -> refusing(work), false).toCompletionStage());
    }

    private static <T> T refusing(Callable<T> work) throws Exception {
        try {
            return work.call();
        } catch (NoSuchFileException e) {
            throw missing(e.getFile());
        } catch (AccessDeniedException e) {
            throw new Refusal(
                    ErrorCode.CONFLICT, "the rights of a file or directory do not allow it");
        }
    }

    private static Refusal missing(String path) {
        return new Refusal(ErrorCode.FILE_NOT_FOUND, "there is no '" + path + "'");
    }
}
