package dev.cloche.api.executor;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/// Files below a directory.
///
/// @param truncated whether there are more
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record FoundFiles(List<Found> files, boolean truncated) {

    public FoundFiles {
        files = List.copyOf(files);
    }

    /// One of them.
    ///
    /// @param path relative to the workspace; what of it is no text is replaced
    /// @param modified milliseconds since 1970
    /// @param etag changes with its content
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Found(String path, long size, long modified, String etag) {}
}
