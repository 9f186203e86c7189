package dev.cloche.acceptance.product;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Where the built product lies, and which executor the tests are for.
public final class Checkout {

    private static final String EXECUTOR = "cloche.executor";

    private Checkout() {}

    public static Path home() {
        return Path.of(System.getProperty("cloche.home", "..")).toAbsolutePath().normalize();
    }

    static Path logs() {
        return Path.of(System.getProperty("cloche.acceptance.logs", "target/logs"))
                .toAbsolutePath();
    }

    public static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    static Path controlPlane() {
        return built(home().resolve("control-plane/target/quarkus-app/quarkus-run.jar"));
    }

    /// The executor on the JVM, or the native one when the tests are for that.
    static Path executor() {
        String kind = System.getProperty(EXECUTOR, environment("CLOCHE_EXECUTOR", "jvm"));
        return switch (kind.toLowerCase(Locale.ROOT)) {
            case "jvm" -> built(home().resolve("executor/target/quarkus-app/quarkus-run.jar"));
            case "native" -> nativeExecutor();
            default ->
                    throw new IllegalStateException(
                            EXECUTOR + " must be jvm or native, not " + kind);
        };
    }

    /// What starts that executor.
    public static List<String> executorCommand() {
        String executor = executor().toString();
        return executor.endsWith(".jar")
                ? List.of(java().toString(), "-jar", executor)
                : List.of(executor);
    }

    private static String environment(String name, String otherwise) {
        String value = System.getenv(name);
        return value == null ? otherwise : value;
    }

    private static Path nativeExecutor() {
        Path target = home().resolve("executor/target");
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> runners = Files.newDirectoryStream(target, "*-runner")) {
            runners.forEach(found::add);
        } catch (IOException e) {
            throw new IllegalStateException("no native executor: cannot read " + target, e);
        }
        if (found.size() != 1) {
            throw new IllegalStateException(
                    "there must be one native executor (./cloche build --native), found " + found);
        }
        return found.getFirst();
    }

    private static Path built(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new IllegalStateException(
                    file + " is not there: build the whole project first (mvn verify)");
        }
        return file;
    }
}
