package dev.cloche.api.executor;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.cloche.api.file.FilePath;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What an executor is to do with files of a session.
///
/// @param limit files in a list, at most
/// @param offset of the first byte that is read
/// @param length bytes that are read; all that follow when negative
/// @param etag of the file that is to be read, and of no other
/// @param recursive whether directories go with all that is in them
/// @param expected how what is deleted must be
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FileOrder(
        @JsonProperty("do") Deed what,
        FilePath path,
        int limit,
        long offset,
        long length,
        @Nullable String etag,
        boolean recursive,
        @Nullable Expectation expected) {

    /// What can be done.
    public enum Deed {
        /// Tell which files are below a directory.
        LIST,
        /// Tell how large and how old a file is.
        HEAD,
        /// The same, and its content.
        READ,
        /// Take it away.
        DELETE;

        /// The name on the wire.
        @JsonValue
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static FileOrder list(FilePath directory, int limit) {
        return new FileOrder(Deed.LIST, directory, limit, 0, -1, null, false, null);
    }

    public static FileOrder head(FilePath path) {
        return new FileOrder(Deed.HEAD, path, 0, 0, -1, null, false, null);
    }

    public static FileOrder read(FilePath path, long offset, long length, @Nullable String etag) {
        return new FileOrder(Deed.READ, path, 0, offset, length, etag, false, null);
    }

    public static FileOrder delete(
            FilePath path, boolean recursive, @Nullable Expectation expected) {
        return new FileOrder(Deed.DELETE, path, 0, 0, -1, null, recursive, expected);
    }
}
