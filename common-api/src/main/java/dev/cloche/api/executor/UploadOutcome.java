package dev.cloche.api.executor;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import org.jspecify.annotations.Nullable;

/// What became of an upload.
///
/// @param size bytes of what was uploaded
/// @param etag of the file; absent for an archive
/// @param extracted files that were unpacked
/// @param skipped files that were there and were kept
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonIgnoreProperties(ignoreUnknown = true)
public record UploadOutcome(long size, @Nullable String etag, int extracted, int skipped) {}
