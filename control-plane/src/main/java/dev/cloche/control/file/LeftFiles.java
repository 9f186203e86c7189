package dev.cloche.control.file;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.executor.FileHead;
import dev.cloche.api.executor.FoundFiles;
import dev.cloche.api.file.FilePath;
import dev.cloche.api.session.SessionId;
import dev.cloche.control.container.LiveContainer;
import dev.cloche.control.executor.ExecutorFiles;
import dev.cloche.control.kernel.Refusal;
import io.smallrye.mutiny.Uni;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The files of a session that is over, in a container that lives. One that ended before its
/// executor heard of it has none.
record LeftFiles(ExecutorFiles executors, LiveContainer container, SessionId session)
        implements FileSource {

    @Override
    public Uni<FoundFiles> list(FilePath directory, int limit) {
        return ask(source -> source.list(directory, limit));
    }

    @Override
    public Uni<FileHead> head(FilePath path) {
        return ask(source -> source.head(path));
    }

    @Override
    public Uni<Delivery> read(FilePath path, long offset, long length, @Nullable String etag) {
        return ask(source -> source.read(path, offset, length, etag));
    }

    private <T> Uni<T> ask(Function<FileSource, Uni<T>> question) {
        return question.apply(new LiveFiles(executors, container, session))
                .onFailure(LeftFiles::isRefusedByExecutor)
                .recoverWithUni(failure ->
                        executors
                                .has(container, session)
                                .flatMap(has ->
                                        has
                                                ? Uni.createFrom().failure(failure)
                                                : question.apply(new NoFiles())));
    }

    private static boolean isRefusedByExecutor(Throwable failure) {
        return failure instanceof Refusal refusal
                && refusal.code() == ErrorCode.EXECUTOR_UNREACHABLE;
    }
}
