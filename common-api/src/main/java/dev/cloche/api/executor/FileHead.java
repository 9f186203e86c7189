package dev.cloche.api.executor;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;

/// A file as an executor sees it, without its content.
///
/// @param modified milliseconds since 1970
/// @param etag changes with its content
/// @param length bytes that follow
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonIgnoreProperties(ignoreUnknown = true)
public record FileHead(long size, long modified, String etag, long length) {

    /// The header in which it is told.
    public static final String HEADER = "X-Cloche-File";

    /// When its content was last changed, as far as whoever changed it says.
    public Instant modifiedAt() {
        return Instant.ofEpochMilli(modified);
    }
}
