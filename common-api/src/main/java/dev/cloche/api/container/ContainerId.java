package dev.cloche.api.container;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/// A container's public name.
///
/// @param value matches [#PATTERN]
public record ContainerId(@JsonValue String value) {

    public static final String PATTERN = "cont_[a-z0-9]{16}";

    private static final Pattern SHAPE = Pattern.compile(PATTERN);

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public ContainerId {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException("not a container id: it must match " + PATTERN);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
