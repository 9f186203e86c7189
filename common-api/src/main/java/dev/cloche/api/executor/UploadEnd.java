package dev.cloche.api.executor;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.cloche.api.file.FilePath;
import org.jspecify.annotations.Nullable;

/// What stands at the end of an upload to an executor and says what is to become of it. Before it
/// come the bytes in chunks, each with its length in front as four bytes, the highest first; the
/// last chunk is empty.
///
/// @param path of the file, or of the directory in which an archive is unpacked
/// @param extract whether it is an archive to unpack
/// @param overwrite whether what is unpacked replaces files that are there
/// @param expected how the file must be that is replaced
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record UploadEnd(
        FilePath path, boolean extract, boolean overwrite, @Nullable Expectation expected) {}
