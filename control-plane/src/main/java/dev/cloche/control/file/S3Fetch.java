package dev.cloche.control.file;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.executor.FoundFiles;
import dev.cloche.api.file.FilePath;
import dev.cloche.control.kernel.Refusal;
import io.quarkus.logging.Log;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Copies files out of a container into a bucket. What the bucket cannot hold is left behind: its
/// container takes it with it either way.
///
/// @param keys of the session
record S3Fetch(Bucket bucket, S3Keys keys) {

    private static final int MOST = 50_000;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /// What is no file any more, or may not be read, was given to nobody before either.
    private static final Set<ErrorCode> NOT_GIVEN =
            Set.of(
                    ErrorCode.FILE_NOT_FOUND,
                    ErrorCode.CONFLICT,
                    ErrorCode.PRECONDITION_FAILED,
                    ErrorCode.INVALID_PARAMETER);

    void from(FileSource source) throws Exception {
        FoundFiles found = source.list(FilePath.ROOT, MOST).await().atMost(PATIENCE);
        int left = 0;
        for (FoundFiles.Found file : found.files()) {
            if (!keys.holds(file.path(), file.size()) || !copied(source, file)) {
                left++;
            }
        }
        if (left > 0 || found.truncated()) {
            Log.warnf(
                    "files of %s are not all in the bucket: %d were left, more were there: %s",
                    keys.prefix(), left, found.truncated());
        }
    }

    private boolean copied(FileSource source, FoundFiles.Found file) throws Exception {
        Pieces opened;
        try {
            opened = Pieces.open(source, file);
        } catch (Refusal refusal) {
            if (NOT_GIVEN.contains(refusal.code())) {
                return false;
            }
            throw refusal;
        }
        // It may have to be read again, to be signed for instance.
        AtomicReference<@Nullable Pieces> first = new AtomicReference<>(opened);
        bucket.put(
                keys.prefix() + file.path(),
                file.size(),
                () -> {
                    Pieces once = first.getAndSet(null);
                    return once == null ? Pieces.open(source, file) : once;
                });
        return true;
    }
}
