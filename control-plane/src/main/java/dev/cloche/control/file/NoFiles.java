package dev.cloche.control.file;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.executor.FileHead;
import dev.cloche.api.executor.FoundFiles;
import dev.cloche.api.file.FilePath;
import dev.cloche.control.kernel.Refusal;
import io.smallrye.mutiny.Uni;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The files of a session of which nothing is kept: it never had a container, or left nothing.
record NoFiles() implements FileSource {

    @Override
    public Uni<FoundFiles> list(FilePath directory, int limit) {
        return directory.isRoot()
                ? Uni.createFrom().item(new FoundFiles(List.of(), false))
                : Uni.createFrom().failure(missing(directory));
    }

    @Override
    public Uni<FileHead> head(FilePath path) {
        return Uni.createFrom().failure(missing(path));
    }

    @Override
    public Uni<Delivery> read(FilePath path, long offset, long length, @Nullable String etag) {
        return Uni.createFrom().failure(missing(path));
    }

    private static Refusal missing(FilePath path) {
        return new Refusal(ErrorCode.FILE_NOT_FOUND, "there is no '" + path + "'");
    }
}
