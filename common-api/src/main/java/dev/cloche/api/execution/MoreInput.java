package dev.cloche.api.execution;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/// More for the standard input of a run that was started with it open.
///
/// @param data at most 1 MB; may be absent when `end` is true
/// @param end whether nothing follows
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record MoreInput(
        @Nullable @Size(max = MoreInput.MAX_DATA) String data, @Nullable Boolean end) {

    /// Characters and bytes of one piece, at most.
    public static final int MAX_DATA = 1_048_576;

    /// Whether nothing follows.
    public boolean ends() {
        return Boolean.TRUE.equals(end);
    }

    /// Without the data.
    @Override
    public String toString() {
        return "MoreInput[" + (data == null ? 0 : data.length()) + " characters, end " + end + "]";
    }
}
