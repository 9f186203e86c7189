package dev.cloche.api.executor;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.cloche.api.file.FilePath;

/// What stands at the end of an upload to an executor and says what is to become of it. Before it
/// come the bytes in chunks, each with its length in front as four bytes, the highest first; the
/// last chunk is empty.
///
/// @param path of the file, or of the directory in which an archive is unpacked
/// @param extract whether it is an archive to unpack
/// @param overwrite whether what is unpacked replaces files that are there
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record UploadEnd(FilePath path, boolean extract, boolean overwrite) {}
