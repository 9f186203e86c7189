package dev.cloche.control.runtime.local;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How much an installation takes at a moment, and whether it is too much.
///
/// @param home the directory that it fills
record Appetite(Path home, InstallationLimits limits) {

    private static final String RESIDENT = "VmRSS:";

    /// What there is too much of, in words.
    Optional<String> excess(ProcessHandle installer) {
        List<ProcessHandle> processes = installer.descendants().toList();
        if (processes.size() > limits.processes()) {
            return Optional.of("more than " + limits.processes() + " processes");
        }
        if (processes.stream().mapToLong(Appetite::resident).sum() > limits.memory()) {
            return Optional.of("more than " + mebibytes(limits.memory()) + " of memory");
        }
        return fills()
                ? Optional.of("more than " + mebibytes(limits.disk()) + " of files")
                : Optional.empty();
    }

    private boolean fills() {
        var sum = new Sum(limits.disk());
        try {
            Files.walkFileTree(home, sum);
        } catch (IOException e) {
            // It changes while it is walked through; the next look sees the rest.
            return sum.isExceeded();
        }
        return sum.isExceeded();
    }

    private static long resident(ProcessHandle process) {
        try {
            return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                    .filter(line -> line.startsWith(RESIDENT))
                    .mapToLong(Appetite::kibibytes)
                    .map(kibibytes -> kibibytes << 10)
                    .sum();
        } catch (IOException e) {
            // It has ended since.
            return 0;
        }
    }

    private static long kibibytes(String line) {
        return Long.parseLong(line.substring(RESIDENT.length()).replace("kB", "").strip());
    }

    private static String mebibytes(long bytes) {
        return (bytes >> 20) + " MiB";
    }

    /// Adds up the sizes of files until there is too much.
    private static final class Sum extends SimpleFileVisitor<Path> {

        private final long most;
        private long bytes;

        Sum(long most) {
            this.most = most;
        }

        boolean isExceeded() {
            return bytes > most;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            bytes += attributes.size();
            return isExceeded() ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException problem) {
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException problem) {
            return FileVisitResult.CONTINUE;
        }
    }
}
