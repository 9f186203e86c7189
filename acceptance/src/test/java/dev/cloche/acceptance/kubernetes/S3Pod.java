package dev.cloche.acceptance.kubernetes;

import dev.cloche.acceptance.product.Await;
import dev.cloche.acceptance.product.S3Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// An S3 server in a pod, which is given its program.
final class S3Pod {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String POD = "s3";
    private static final int PORT = 8080;

    private S3Pod() {}

    /// Starts it, with a bucket.
    ///
    /// @param image with a Java in it
    /// @return what tells the chart of it
    static List<String> start(String namespace, String image) {
        Errand.apply(namespace, Errand.read("s3.yaml").replace("IMAGE", image));
        Await.until(
                "its container runs",
                PATIENCE,
                () -> of(namespace, "{.status.phase}"),
                "Running"::equals);
        put(namespace, S3Server.program(), "/tmp/s3proxy.jar");
        put(
                namespace,
                S3Server.properties("0.0.0.0", PORT, Path.of("/tmp/objects")),
                "/tmp/settings");
        put(namespace, "", "/tmp/complete");
        Release.kubectl(
                namespace,
                "create",
                "secret",
                "generic",
                "bucket",
                "--from-literal=access-key=" + S3Server.KEY,
                "--from-literal=secret-key=" + S3Server.SECRET);
        return List.of(
                "bucket.name=kept",
                "bucket.endpoint=http://" + of(namespace, "{.status.podIP}") + ":" + PORT,
                "bucket.pathStyle=true",
                "bucket.secret=bucket");
    }

    private static String of(String namespace, String field) {
        return Release.kubectl(namespace, "get", "pod", POD, "--output=jsonpath=" + field).strip();
    }

    private static void put(String namespace, String text, String place) {
        try {
            Path file = Files.createTempFile("s3", ".txt");
            try {
                Files.writeString(file, text);
                put(namespace, file, place);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void put(String namespace, Path file, String place) {
        String _ =
                Release.kubectlWith(
                        file,
                        namespace,
                        "exec",
                        "--stdin",
                        POD,
                        "--",
                        "sh",
                        "-c",
                        "cat > " + place);
    }
}
