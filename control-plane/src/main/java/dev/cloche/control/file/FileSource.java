package dev.cloche.control.file;

import dev.cloche.api.executor.FileHead;
import dev.cloche.api.executor.FoundFiles;
import dev.cloche.api.file.FilePath;
import dev.cloche.control.web.Content;
import io.smallrye.mutiny.Uni;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where files of one session can be read. Failures are refusals: a file that is not there,
/// something that is no file, a link on the way.
interface FileSource {

    /// The files below a directory, all the way down, in the order of their names; or the file
    /// itself.
    Uni<FoundFiles> list(FilePath directory, int limit);

    /// How large and how old a file is.
    Uni<FileHead> head(FilePath path);

    /// A part of a file.
    ///
    /// @param length all that follows when negative
    /// @param etag of the file that is meant; another one is refused
    Uni<Delivery> read(FilePath path, long offset, long length, @Nullable String etag);

    /// Whether a file is looked at before it is read, since it may have to be fetched elsewhere.
    default boolean looksFirst() {
        return false;
    }

    /// Where a caller fetches a file itself, with the same conditions; nothing when it is read
    /// here.
    default Optional<URI> elsewhere(FilePath path, FileHead head) {
        return Optional.empty();
    }

    /// A file, or a part of it.
    ///
    /// @param head with the number of bytes that follow
    record Delivery(FileHead head, Content content) {}
}
