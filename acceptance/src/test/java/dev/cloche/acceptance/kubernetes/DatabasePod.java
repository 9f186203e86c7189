package dev.cloche.acceptance.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cloche.acceptance.product.Await;
import dev.cloche.acceptance.product.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A PostgreSQL in a pod of its own, for control planes that share it.
final class DatabasePod {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Path DESCRIPTION =
            Checkout.home().resolve("acceptance/src/test/resources/kubernetes/database.yaml");

    private DatabasePod() {}

    /// Starts one, and waits until it can be used. It ends with its namespace.
    ///
    /// @return the values of the chart that name it
    static List<String> start(String namespace, String controlPlaneImage, String sandboxImage) {
        try {
            Path description = Files.createTempFile("database", ".yaml");
            try {
                Files.writeString(
                        description,
                        Files.readString(DESCRIPTION)
                                .replace("CONTROL_PLANE_IMAGE", controlPlaneImage)
                                .replace("SANDBOX_IMAGE", sandboxImage));
                Release.kubectl("default", "create", "namespace", namespace);
                Release.kubectl(namespace, "apply", "--filename", description.toString());
            } finally {
                Files.delete(description);
            }
            return values(namespace, new ObjectMapper().readTree(saidBy(namespace)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String saidBy(String namespace) {
        Release.kubectl(
                namespace,
                "wait",
                "pod/database",
                "--for=condition=Ready",
                "--timeout=" + PATIENCE.toSeconds() + "s");
        return Await.until(
                "the database is there",
                PATIENCE,
                () ->
                        Release.kubectl(
                                namespace,
                                "exec",
                                "database",
                                "--container=database",
                                "--",
                                "sh",
                                "-c",
                                "cat /data/cloche/database.json || true"),
                text -> text.contains("password"));
    }

    private static List<String> values(String namespace, JsonNode database) {
        String url = database.path("url").asText();
        Release.kubectl(
                namespace,
                "create",
                "secret",
                "generic",
                "database",
                "--from-literal=username=" + database.path("user").asText(),
                "--from-literal=password=" + database.path("password").asText());
        return List.of(
                "database.secret=database",
                "database.url=postgresql://database."
                        + namespace
                        + ":5433"
                        + url.substring(url.lastIndexOf('/')));
    }
}
