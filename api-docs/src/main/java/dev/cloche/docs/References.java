package dev.cloche.docs;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.jspecify.annotations.Nullable;

/// Which schemas of a document are used, and by what.
final class References {

    private static final String PREFIX = "#/components/schemas/";

    private final Map<String, Schema> schemas;

    References(Map<String, Schema> schemas) {
        this.schemas = schemas;
    }

    /// Those that bodies of requests consist of.
    Set<String> ofRequests(OpenAPI document) {
        Set<String> names = new LinkedHashSet<>();
        operations(document)
                .filter(operation -> operation.getRequestBody() != null)
                .forEach(operation -> inContent(operation.getRequestBody().getContent(), names));
        return names;
    }

    /// All that anything refers to.
    Set<String> ofAll(OpenAPI document) {
        Set<String> names = ofRequests(document);
        operations(document).forEach(operation -> inAnswers(operation, names));
        document.getComponents()
                .getResponses()
                .values()
                .forEach(response -> inContent(response.getContent(), names));
        return names;
    }

    private void inAnswers(Operation operation, Set<String> names) {
        operation
                .getResponses()
                .getAPIResponses()
                .values()
                .forEach(response -> inContent(response.getContent(), names));
        if (operation.getParameters() != null) {
            operation.getParameters().forEach(parameter -> in(parameter.getSchema(), names));
        }
    }

    private void inContent(@Nullable Content content, Set<String> names) {
        if (content != null) {
            content.getMediaTypes().values().forEach(media -> in(media.getSchema(), names));
        }
    }

    private void in(@Nullable Schema schema, Set<String> names) {
        if (schema == null) {
            return;
        }
        String ref = schema.getRef();
        if (ref != null && ref.startsWith(PREFIX)) {
            String name = ref.substring(PREFIX.length());
            if (names.add(name)) {
                in(schemas.get(name), names);
            }
        }
        parts(schema, part -> in(part, names));
    }

    private static void parts(Schema schema, Consumer<Schema> visitor) {
        if (schema.getProperties() != null) {
            schema.getProperties().values().forEach(visitor);
        }
        Stream.of(schema.getAllOf(), schema.getAnyOf(), schema.getOneOf())
                .filter(list -> list != null)
                .flatMap(list -> list.stream())
                .forEach(visitor);
        Stream.of(schema.getItems(), schema.getAdditionalPropertiesSchema(), schema.getNot())
                .filter(part -> part != null)
                .forEach(visitor);
    }

    private static Stream<Operation> operations(OpenAPI document) {
        return document.getPaths().getPathItems().values().stream()
                .flatMap(item -> item.getOperations().values().stream());
    }
}
