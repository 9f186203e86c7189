package dev.cloche.executor.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.docs.ApiFilter;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.openapi.api.SmallRyeOpenAPI;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jboss.jandex.Index;
import org.jboss.jandex.Indexer;
import org.junit.jupiter.api.Test;

/// Holds `openapi/executor-api.yaml` against the resources. Here, because an executor does not
/// carry its own description about. `-Dgolden.write` writes the file anew.
final class OpenApiTest {

    private static final Path FILE = Path.of("..", "openapi", "executor-api.yaml");
    private static final List<Path> CLASSES =
            List.of(Path.of("target", "classes"), Path.of("..", "common-api", "target", "classes"));

    @Test
    void theFileIsWhatTheResourcesSay() throws IOException {
        String yaml = describe();
        if (System.getProperty("golden.write") != null) {
            Files.writeString(FILE, yaml);
        }

        assertThat(FILE).hasContent(yaml);
    }

    @Test
    void itDescribesEveryResource() throws IOException {
        assertThat(describe())
                .contains("/health:", "/v1/state:", "/v1/sessions/{session}:")
                .contains("/v1/sessions/{session}/executions/{execution}/events:");
    }

    private static String describe() throws IOException {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        return SmallRyeOpenAPI.builder()
                .withIndex(index())
                .withApplicationClassLoader(loader)
                .withConfig(
                        new SmallRyeConfigBuilder()
                                .withDefaultValues(
                                        Map.of(
                                                "mp.openapi.extensions.smallrye.openapi",
                                                "3.0.3",
                                                "mp.openapi.extensions.smallrye.operationIdStrategy",
                                                "PACKAGE_CLASS_METHOD"))
                                .build())
                .enableStandardFilter(false)
                .enableStandardStaticFiles(false)
                .addFilter(new ApiFilter(new ExecutorApi(), loader))
                .build()
                .toYAML();
    }

    private static Index index() throws IOException {
        Indexer indexer = new Indexer();
        for (Path classes : CLASSES) {
            try (Stream<Path> files = Files.walk(classes)) {
                files.filter(file -> file.toString().endsWith(".class"))
                        .filter(file -> !file.toString().contains("META-INF"))
                        .sorted()
                        .forEach(file -> add(indexer, file));
            }
        }
        return indexer.complete();
    }

    private static void add(Indexer indexer, Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            indexer.index(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
