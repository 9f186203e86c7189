package dev.cloche.api.template;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/// A template's name, chosen by whoever made it.
///
/// @param value matches [#PATTERN]
public record TemplateId(@JsonValue String value) {

    public static final String PATTERN = "[A-Za-z0-9]([A-Za-z0-9_-]{0,62}[A-Za-z0-9])?";

    private static final Pattern SHAPE = Pattern.compile(PATTERN);

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public TemplateId {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException("not a template id: it must match " + PATTERN);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
