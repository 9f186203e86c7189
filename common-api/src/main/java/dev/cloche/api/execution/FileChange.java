package dev.cloche.api.execution;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a run did to a file of the workspace.
///
/// @param path relative to the workspace
/// @param size bytes; absent when the file is gone
/// @param mimeType guessed from the name
/// @param sha256 of its content, hexadecimal; absent when nobody has looked
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FileChange(
        @NotEmpty @Size(max = FileChange.LONGEST_PATH) String path,
        @NotNull Change change,
        @Nullable @Min(0) Long size,
        @Nullable @Size(max = 255) String mimeType,
        @Nullable @Pattern(regexp = "[0-9a-f]{64}") String sha256) {

    /// Characters of a path, at most.
    public static final int LONGEST_PATH = 4096;

    /// What became of it.
    public enum Change {
        /// It was not there before.
        CREATED,
        /// It has another content, or was written again.
        CHANGED,
        /// It is not there any more.
        DELETED;

        /// The name on the wire.
        @JsonValue
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
