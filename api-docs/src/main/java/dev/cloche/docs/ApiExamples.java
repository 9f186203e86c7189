package dev.cloche.docs;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Examples of operations: `openapi/examples/<operation>.json`, by name.
final class ApiExamples {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final ClassLoader loader;

    ApiExamples(ClassLoader loader) {
        this.loader = loader;
    }

    /// One exchange.
    ///
    /// @param summary what it shows
    /// @param parameters by name
    /// @param body what is sent
    /// @param status of the answer
    /// @param answer the body of the answer
    record Example(
            String summary,
            @Nullable Map<String, Object> parameters,
            @Nullable Object body,
            int status,
            @Nullable Object answer) {}

    Map<String, Example> of(String operation) {
        String name = "openapi/examples/" + operation + ".json";
        try (InputStream file = loader.getResourceAsStream(name)) {
            return file == null
                    ? Map.of()
                    : MAPPER.readValue(
                            file, new TypeReference<LinkedHashMap<String, Example>>() {});
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name, e);
        }
    }
}
