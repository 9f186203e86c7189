package dev.cloche.acceptance.kubernetes;

import dev.cloche.acceptance.product.Await;
import dev.cloche.acceptance.product.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;

/// A pod that does one thing and is gone again.
final class Errand {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Path DESCRIPTIONS =
            Checkout.home().resolve("acceptance/src/test/resources/kubernetes");

    private Errand() {}

    /// Makes a volume that user 1000 may write to, whatever its provisioner thinks of `fsGroup`.
    ///
    /// @return the name of its claim
    static String volume(String namespace, String image) {
        String claim = "database";
        String _ = run(namespace, read("volume.yaml").replace("CLAIM", claim), image);
        return claim;
    }

    /// Runs a program in Python, in a pod that nothing is known of.
    ///
    /// @return what it printed
    static String python(String namespace, String image, String code) {
        return run(
                namespace, read("stranger.yaml").replace("CODE", code.indent(10).strip()), image);
    }

    private static String run(String namespace, String description, String image) {
        String pod = "errand-" + UUID.randomUUID().toString().substring(0, 8);
        apply(namespace, description.replace("POD", pod).replace("IMAGE", image));
        Await.until(
                pod + " has ended",
                PATIENCE,
                () ->
                        Release.kubectl(
                                namespace, "get", "pod", pod, "--output=jsonpath={.status.phase}"),
                "Succeeded"::equals);
        String said = Release.kubectl(namespace, "logs", pod);
        Release.kubectl(namespace, "delete", "pod", pod, "--now");
        return said;
    }

    /// Makes what is described.
    static void apply(String namespace, String text) {
        try {
            Path file = Files.createTempFile("errand", ".yaml");
            try {
                Files.writeString(file, text);
                Release.kubectl(namespace, "apply", "--filename", file.toString());
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A description.
    static String read(String name) {
        try {
            return Files.readString(DESCRIPTIONS.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
