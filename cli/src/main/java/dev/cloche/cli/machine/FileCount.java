package dev.cloche.cli.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/// Counts what lies in directories that others change meanwhile.
public final class FileCount {
    private FileCount() {}

    /// Files below a directory, without those in directories that are closed to us.
    public static long below(Path directory) {
        return count(directory, new Counter(""));
    }

    /// Control groups whose name, or that of one above them, begins with this.
    public static long cgroups(String name) {
        return count(Path.of("/sys/fs/cgroup"), new Counter(name));
    }

    /// Directories below one whose name begins with this, with it.
    static long directories(Path root, String name) {
        return count(root, new Counter(name));
    }

    private static long count(Path root, Counter counter) {
        try {
            Path _ = Files.walkFileTree(root, counter);
            return counter.found;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look below " + root, e);
        }
    }

    private static final class Counter extends SimpleFileVisitor<Path> {
        private final String name;
        private long found;
        private int depth;

        /// @param name that directories begin with; none to count files
        Counter(String name) {
            this.name = name;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
            Path last = path.getFileName();
            boolean matches = !name.isEmpty() && last != null && last.toString().startsWith(name);
            if (depth > 0 || matches) {
                depth++;
                found++;
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path path, IOException problem) {
            depth = Math.max(0, depth - 1);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
            if (name.isEmpty()) {
                found++;
            }
            return FileVisitResult.CONTINUE;
        }

        /// It has gone meanwhile, or is closed to us.
        @Override
        public FileVisitResult visitFileFailed(Path path, IOException problem) {
            return FileVisitResult.CONTINUE;
        }
    }
}
