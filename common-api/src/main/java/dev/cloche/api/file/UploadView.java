package dev.cloche.api.file;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.cloche.api.session.SessionId;
import org.jspecify.annotations.Nullable;

/// What became of an upload. Files have a path, archives that were unpacked have counts.
///
/// @param mode `file` or `archive_extract`
/// @param path where the file is, relative to the workspace
/// @param filePath the same, as older clients call it
/// @param size bytes of what was uploaded
/// @param etag changes with the content of the file
/// @param extractPath the directory in which the archive was unpacked
/// @param extractedFileCount files that were written
/// @param skippedFileCount files that were there and were to be kept
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record UploadView(
        SessionId sessionId,
        String mode,
        @Nullable String path,
        @Nullable String filePath,
        @Nullable String etag,
        @Nullable String extractPath,
        @Nullable Integer extractedFileCount,
        @Nullable Integer skippedFileCount,
        long size) {

    /// A file is where it was to be.
    public static UploadView file(SessionId session, FilePath path, String etag, long size) {
        return new UploadView(
                session, "file", path.value(), path.value(), etag, null, null, null, size);
    }

    /// An archive is unpacked.
    public static UploadView archive(
            SessionId session, FilePath directory, int extracted, int skipped, long size) {
        return new UploadView(
                session,
                "archive_extract",
                null,
                null,
                null,
                directory.value(),
                extracted,
                skipped,
                size);
    }
}
