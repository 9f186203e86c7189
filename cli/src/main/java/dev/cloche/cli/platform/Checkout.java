package dev.cloche.cli.platform;

import dev.cloche.cli.kernel.Exit;
import dev.cloche.cli.kernel.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The folder that Cloche was built in.
///
/// @param home absolute
public record Checkout(Path home) {
    private static final List<String> EXECUTOR_SOURCES =
            List.of(
                    "pom.xml",
                    "common-api/pom.xml",
                    "common-api/src/main",
                    "executor/pom.xml",
                    "executor/src/main");

    public Checkout {
        home = home.toAbsolutePath().normalize();
    }

    /// What is started.
    public Path controlPlane() {
        Path jar = home.resolve("control-plane/target/quarkus-app/quarkus-run.jar");
        if (!Files.isRegularFile(jar)) {
            throw notBuilt("control plane", jar);
        }
        return jar;
    }

    /// Classes that the JVM finds ready to use.
    public Path cache() {
        return home.resolve("control-plane/target/control-plane.aot");
    }

    /// The cache, when it was made for the control plane that is there; the JVM refuses another.
    public Optional<Path> usableCache() {
        Path cache = cache();
        return Files.isRegularFile(cache) && isNewer(cache, modified(controlPlane()))
                ? Optional.of(cache)
                : Optional.empty();
    }

    /// The native executor when it was made from the sources that are there, else the one for the
    /// JVM.
    public Path executor() {
        Optional<Path> compiled = nativeExecutor();
        if (compiled.isPresent() && isNewer(compiled.get(), newestExecutorSource())) {
            return compiled.get();
        }
        Path jar = home.resolve("executor/target/quarkus-app/quarkus-run.jar");
        if (Files.isRegularFile(jar)) {
            return jar;
        }
        return compiled.orElseThrow(() -> notBuilt("executor", jar));
    }

    private Optional<Path> nativeExecutor() {
        Path target = home.resolve("executor/target");
        if (!Files.isDirectory(target)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(it -> it.toString().endsWith("-runner"))
                    .filter(Files::isRegularFile)
                    .filter(Files::isExecutable)
                    .max(Comparator.comparing(Checkout::modified));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private FileTime newestExecutorSource() {
        return EXECUTOR_SOURCES.stream()
                .map(home::resolve)
                .filter(Files::exists)
                .flatMap(Checkout::filesIn)
                .map(Checkout::modified)
                .max(Comparator.naturalOrder())
                .orElse(FileTime.fromMillis(0));
    }

    private static Stream<Path> filesIn(Path path) {
        try (Stream<Path> files = Files.walk(path)) {
            return files.filter(Files::isRegularFile).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isNewer(Path file, FileTime than) {
        return modified(file).compareTo(than) > 0;
    }

    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Refusal notBuilt(String what, Path where) {
        return new Refusal(
                Exit.FAILED, "the " + what + " is not built (" + where + "); run `./cloche build`");
    }
}
