package dev.cloche.acceptance.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.Sandbox;
import dev.cloche.acceptance.product.SharedProduct;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What is secret, and what code is and says, does not get into the log of any process.
@ExtendWith(SharedProduct.class)
final class LogTest {

    private final Product product;

    LogTest(Product product) {
        this.product = product;
    }

    @Test
    void noSecretCodeOrOutputIsInALog() throws IOException {
        String[] secrets = new String[8];
        for (int i = 0; i < secrets.length; i++) {
            secrets[i] = "planted" + i + UUID.randomUUID().toString().replace("-", "");
        }
        Caller caller = product.newTenant().with("x-request-id", "req-planted");
        Map<String, ?> session =
                Map.of(
                        "template_id",
                        Sandbox.ANY_LANGUAGE,
                        "env_vars",
                        Map.of("KEY", secrets[0]),
                        "metadata",
                        Map.of("note", secrets[1]));
        try (Sandbox sandbox = Sandbox.open(caller, session)) {
            sandbox.run(
                    Map.of(
                            "language",
                            "python",
                            "code",
                            "# "
                                    + secrets[2]
                                    + "\nimport sys\ndef handler(event):\n"
                                    + "    print('"
                                    + secrets[3]
                                    + "'.swapcase(), file=sys.stderr)\n"
                                    + "    print(sys.stdin.read())\n    raise ValueError(event)",
                            "event",
                            Map.of("x", secrets[4]),
                            "stdin",
                            secrets[5],
                            "env_vars",
                            Map.of("MORE", secrets[6])));
            caller.postText(sandbox.path() + "/execute", "{\"code\": \"" + secrets[7] + "\", ");
            caller.post(sandbox.path() + "/execute", Map.of(secrets[7], secrets[7]));
        }
        List<String> tokens = new ArrayList<>(List.of(secrets));
        tokens.add(secrets[3].toUpperCase(java.util.Locale.ROOT));
        tokens.add(caller.headers().get("Authorization").substring("Bearer ".length()));

        String logs = logs();

        assertThat(product.logged()).contains("req-planted");
        assertThat(tokens)
                .allSatisfy(secret -> assertThat(logs.contains(secret)).as(secret).isFalse());
    }

    @Test
    void aLineNamesTheSessionThatItIsAbout() {
        Caller caller = product.newTenant().with("x-request-id", "req-named");
        String id;
        try (Sandbox sandbox = Sandbox.open(caller)) {
            id = sandbox.id();
        }

        assertThat(product.logged().lines())
                .anyMatch(line ->
                        line.contains("request=req-named") && line.contains("session=" + id));
    }

    /// Of all processes: those that are kept beside the product, and those in its data directory.
    private String logs() throws IOException {
        var text = new StringBuilder(product.logged());
        Files.walkFileTree(
                product.data(),
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path directory, BasicFileAttributes attributes) {
                        return directory.endsWith("workspaces") || directory.endsWith("postgres")
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        if (attributes.isRegularFile() && file.toString().endsWith(".log")) {
                            text.append(read(file));
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException problem) {
                        // Containers come and go meanwhile.
                        return FileVisitResult.CONTINUE;
                    }
                });
        assertThat(text).contains("isolation");
        return text.toString();
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
