package dev.cloche.acceptance.product;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// A data directory that exists for one product, and whose logs outlive it.
///
/// @param logs where its logs are kept when it is removed
record DataDirectory(Path path, Path logs) {

    private static final Duration DELETION = Duration.ofMinutes(2);

    static DataDirectory make(Path logs) {
        String name = "cloche-acceptance-" + UUID.randomUUID();
        Path path = Path.of(System.getProperty("java.io.tmpdir"), name);
        return new DataDirectory(path.toAbsolutePath(), logs);
    }

    /// A word that appears in the path of everything in it, and nowhere else.
    String mark() {
        return path.getFileName().toString();
    }

    /// Keeps the logs and removes the rest.
    void remove() {
        if (!Files.exists(path)) {
            return;
        }
        try {
            Files.walkFileTree(path, new Logs());
            delete(path);
        } catch (IOException e) {
            throw new IllegalStateException("cannot remove " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while removing " + path, e);
        }
    }

    /// Deletes a directory by the system's own programs: code may have nested others in it deeper
    /// than a path can say, and taken everybody's rights to look into them.
    static void delete(Path directory) throws IOException, InterruptedException {
        String name = directory.toString();
        Command.run(DELETION, Map.of(), List.of("chmod", "-R", "u+rwX", "--", name));
        Command removal = Command.run(DELETION, Map.of(), List.of("rm", "-rf", "--", name));
        if (removal.exitCode() != 0) {
            throw new IOException(removal.stderr());
        }
    }

    private final class Logs extends SimpleFileVisitor<Path> {

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            return directory.endsWith("workspaces")
                    ? FileVisitResult.SKIP_SUBTREE
                    : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            if (attributes.isRegularFile() && file.toString().endsWith(".log")) {
                String name = path.relativize(file).toString().replace('/', '_');
                Files.copy(file, logs.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
