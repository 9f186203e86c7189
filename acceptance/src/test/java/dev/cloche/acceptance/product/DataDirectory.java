package dev.cloche.acceptance.product;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A data directory that exists for one product, and whose logs outlive it.
///
/// @param logs where its logs are kept when it is removed
record DataDirectory(Path path, Path logs) {

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
            Files.walkFileTree(path, new Removal());
        } catch (IOException e) {
            throw new IllegalStateException("cannot remove " + path, e);
        }
    }

    private final class Removal extends SimpleFileVisitor<Path> {

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            if (attributes.isRegularFile() && file.toString().endsWith(".log")) {
                String name = path.relativize(file).toString().replace('/', '_');
                Files.copy(file, logs.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
