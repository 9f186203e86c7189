package dev.cloche.api.file;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;

/// A file in a list.
///
/// @param name its path, relative to the workspace
/// @param containerPath where code in the session finds it
/// @param size bytes
/// @param modifiedTime when its content changed last
/// @param etag changes with its content
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record FileView(
        String name, String containerPath, long size, Instant modifiedTime, String etag) {}
