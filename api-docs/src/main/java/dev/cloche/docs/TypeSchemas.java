package dev.cloche.docs;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.jspecify.annotations.Nullable;

/// Completes what the framework finds out about records and enums: names that are text, values that
/// may be anything, what must be there, what may be null, and what all of it means.
final class TypeSchemas {

    private static final String SHARED = "dev.cloche.api.";

    private final Map<String, Schema> schemas;
    private final Set<String> requests;
    private final Javadocs docs;
    private final ClassLoader loader;

    TypeSchemas(
            Map<String, Schema> schemas, Set<String> requests, Javadocs docs, ClassLoader loader) {
        this.schemas = schemas;
        this.requests = requests;
        this.docs = docs;
        this.loader = loader;
    }

    /// Adds a record of texts that no endpoint takes or returns.
    void add(String name) {
        Schema schema = OASFactory.createSchema().addType(Schema.SchemaType.OBJECT);
        Class<?> type = docs.typesNamed(name).<Class<?>>map(this::load).findFirst().orElseThrow();
        for (RecordComponent component : type.getRecordComponents()) {
            schema.addProperty(
                    JavadocText.snake(component.getName()),
                    OASFactory.createSchema().addType(Schema.SchemaType.STRING));
        }
        schemas.put(name, schema);
    }

    void complete(String name, Schema schema) {
        Optional<Class<?>> found = type(name, schema);
        if (found.isEmpty()) {
            return;
        }
        Class<?> type = found.get();
        if (type.isEnum()) {
            schema.setDescription(describeEnum(type));
        } else if (isText(type)) {
            makeText(type, schema);
        } else {
            completeRecord(type, schema, requests.contains(name));
        }
    }

    /// The record or enum with this simple name and shape; those that all parts share go before
    /// others.
    private Optional<Class<?>> type(String name, Schema schema) {
        List<Class<?>> all =
                docs.typesNamed(name)
                        .<Class<?>>map(this::load)
                        .filter(type -> hasShape(type, schema))
                        .toList();
        List<Class<?>> shared =
                all.stream().filter(type -> type.getName().startsWith(SHARED)).toList();
        List<Class<?>> types = shared.isEmpty() ? all : shared;
        if (types.size() > 1) {
            throw new IllegalStateException("name one of these otherwise: " + types);
        }
        return types.stream().findFirst();
    }

    private static boolean hasShape(Class<?> type, Schema schema) {
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(TypeSchemas::wire)
                    .toList()
                    .equals(schema.getEnumeration());
        }
        return type.isRecord() && schema.getEnumeration() == null;
    }

    private Class<?> load(String name) {
        try {
            return Class.forName(name, true, loader);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("described, but not there: " + name, e);
        }
    }

    private String describeEnum(Class<?> type) {
        StringBuilder text = new StringBuilder(docs.of(type.getName()).orElse(""));
        for (Object constant : type.getEnumConstants()) {
            docs.of(type.getName() + "#" + ((Enum<?>) constant).name())
                    .ifPresent(words ->
                            text.append("\n- `")
                                    .append(wire(constant))
                                    .append("`: ")
                                    .append(words));
        }
        return text.toString();
    }

    static Object wire(Object constant) {
        try {
            for (Method method : constant.getClass().getDeclaredMethods()) {
                if (method.isAnnotationPresent(JsonValue.class)) {
                    method.setAccessible(true);
                    return method.invoke(constant);
                }
            }
            return constant.toString();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot ask " + constant + " for its name", e);
        }
    }

    /// Whether a record is one text on the wire.
    static boolean isText(Class<?> type) {
        return type.isRecord()
                && type.getRecordComponents().length == 1
                && type.getRecordComponents()[0].getType() == String.class
                && type.getRecordComponents()[0].getAccessor().isAnnotationPresent(JsonValue.class);
    }

    private void makeText(Class<?> type, Schema schema) {
        schema.setProperties(null);
        schema.setRequired(null);
        schema.setType(List.of(Schema.SchemaType.STRING));
        schema.setDescription(docs.of(type.getName()).orElse(null));
        try {
            schema.setPattern("^" + type.getField("PATTERN").get(null) + "$");
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " does not say its PATTERN", e);
        }
    }

    private static boolean omitsNull(AnnotatedElement element) {
        return element.isAnnotationPresent(JsonInclude.class)
                && element.getAnnotation(JsonInclude.class).value() == JsonInclude.Include.NON_NULL;
    }

    private void completeRecord(Class<?> type, Schema schema, boolean request) {
        docs.of(type.getName()).ifPresent(schema::setDescription);
        if (request) {
            schema.setAdditionalPropertiesSchema(OASFactory.createSchema().booleanSchema(false));
        }
        boolean allOmitted = omitsNull(type);
        List<String> required = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            String property = JavadocText.snake(component.getName());
            Schema known = schema.getProperties().get(property);
            if (known == null) {
                continue;
            }
            boolean nullable = isNullable(component);
            if (!nullable && !(request && component.getType().isPrimitive())) {
                required.add(property);
            }
            Optional<String> words =
                    docs.of(type.getName() + "(" + component.getName() + ")")
                            .map(TypeSchemas::capital);
            boolean omitted = allOmitted || omitsNull(component.getAccessor());
            Schema made = property(component, known, nullable && (request || !omitted));
            schema.addProperty(property, words.map(text -> describe(made, text)).orElse(made));
        }
        schema.setRequired(required.isEmpty() ? null : required);
    }

    /// A reference cannot have words of its own.
    private static Schema describe(Schema schema, String words) {
        Schema described =
                schema.getRef() == null ? schema : OASFactory.createSchema().addAllOf(schema);
        return described.description(words);
    }

    static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private static boolean isNullable(RecordComponent component) {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    private Schema property(RecordComponent component, Schema known, boolean nullable) {
        Class<?> type = component.getType();
        if (JsonNode.class.isAssignableFrom(type)) {
            return json(type, nullable);
        }
        if (known.getRef() == null) {
            return nullable ? orNull(known) : known;
        }
        Schema referred = Objects.requireNonNull(schemas.get(simpleName(known.getRef())));
        if (!nullable) {
            return known;
        }
        if (type.isEnum()) {
            return nullableEnum(type);
        }
        if (isText(type)) {
            makeText(type, referred);
        }
        return orNull(
                isText(type) || type == java.time.Instant.class
                        ? textLike(referred)
                        : OASFactory.createSchema()
                                .addType(Schema.SchemaType.OBJECT)
                                .addAllOf(known));
    }

    private static Schema json(Class<?> type, boolean nullable) {
        Schema schema = OASFactory.createSchema();
        if (type == JsonNode.class) {
            return schema;
        }
        Schema object = schema.addType(Schema.SchemaType.OBJECT);
        object.setAdditionalPropertiesSchema(OASFactory.createSchema().booleanSchema(true));
        return nullable ? orNull(object) : object;
    }

    private static Schema textLike(Schema referred) {
        return OASFactory.createSchema()
                .addType(Schema.SchemaType.STRING)
                .format(referred.getFormat())
                .pattern(referred.getPattern());
    }

    private static Schema nullableEnum(Class<?> type) {
        Schema schema = OASFactory.createSchema().addType(Schema.SchemaType.STRING);
        List<Object> values = new ArrayList<>();
        Arrays.stream(type.getEnumConstants()).map(TypeSchemas::wire).forEach(values::add);
        values.add(null);
        schema.setEnumeration(values);
        return orNull(schema);
    }

    private static Schema orNull(Schema schema) {
        if (schema.getType() != null && !schema.getType().contains(Schema.SchemaType.NULL)) {
            schema.addType(Schema.SchemaType.NULL);
        }
        return schema;
    }

    private static String simpleName(String ref) {
        return ref.substring(ref.lastIndexOf('/') + 1);
    }
}
