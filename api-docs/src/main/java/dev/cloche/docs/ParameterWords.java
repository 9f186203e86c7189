package dev.cloche.docs;

import java.math.BigDecimal;
import java.util.Optional;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.jspecify.annotations.Nullable;

/// What is known of a parameter by its name.
///
/// @param description what it does
/// @param schema its form; empty when the framework knows better
public record ParameterWords(String description, Optional<Schema> schema) {

    /// Whole numbers.
    public static ParameterWords number(
            String description, int min, int max, @Nullable Integer absent) {
        Schema schema =
                OASFactory.createSchema()
                        .addType(Schema.SchemaType.INTEGER)
                        .format("int32")
                        .minimum(BigDecimal.valueOf(min))
                        .maximum(BigDecimal.valueOf(max));
        if (absent != null) {
            schema.setDefaultValue(absent);
        }
        return new ParameterWords(description, Optional.of(schema));
    }

    /// Decimal numbers.
    public static ParameterWords decimal(String description, String min, String max) {
        return new ParameterWords(
                description,
                Optional.of(
                        OASFactory.createSchema()
                                .addType(Schema.SchemaType.NUMBER)
                                .minimum(new BigDecimal(min))
                                .maximum(new BigDecimal(max))));
    }

    /// Values of a type that the document describes.
    public static ParameterWords like(String description, Class<?> type) {
        return new ParameterWords(description, Optional.of(reference(type)));
    }

    private static Schema reference(Class<?> type) {
        return OASFactory.createSchema().ref("#/components/schemas/" + type.getSimpleName());
    }

    /// A moment, as in RFC 3339.
    public static ParameterWords time(String description) {
        return new ParameterWords(
                description,
                Optional.of(
                        OASFactory.createSchema()
                                .addType(Schema.SchemaType.STRING)
                                .format("date-time")));
    }

    /// Text of a form.
    public static ParameterWords text(String description, String pattern) {
        return new ParameterWords(description, Optional.of(shaped(pattern)));
    }

    /// Any number of texts of a form.
    public static ParameterWords texts(String description, String pattern) {
        return new ParameterWords(
                description,
                Optional.of(
                        OASFactory.createSchema()
                                .addType(Schema.SchemaType.ARRAY)
                                .items(shaped(pattern))));
    }

    private static Schema shaped(String pattern) {
        return OASFactory.createSchema()
                .addType(Schema.SchemaType.STRING)
                .pattern("^(?:" + pattern + ")$");
    }

    /// Yes or no; no when it is absent.
    public static ParameterWords truth(String description) {
        return new ParameterWords(
                description,
                Optional.of(
                        OASFactory.createSchema()
                                .addType(Schema.SchemaType.BOOLEAN)
                                .defaultValue(false)));
    }

    /// Any text.
    public static ParameterWords words(String description) {
        return new ParameterWords(description, Optional.empty());
    }
}
