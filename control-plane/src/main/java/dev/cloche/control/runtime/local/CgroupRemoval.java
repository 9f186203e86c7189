package dev.cloche.control.runtime.local;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Takes away a group and all below it, and kills what still lives there. The last of that may take
/// a moment to die, so that the kernel is asked again for a while.
record CgroupRemoval(Path group) {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration ASK_EVERY = Duration.ofMillis(10);

    /// @throws IOException when it is still there after all
    void run() throws IOException {
        long start = System.nanoTime();
        while (true) {
            try {
                remove(group);
                return;
            } catch (FileSystemException e) {
                if (System.nanoTime() - start > PATIENCE.toNanos()) {
                    throw e;
                }
                LockSupport.parkNanos(ASK_EVERY.toNanos());
            }
        }
    }

    private static void remove(Path directory) throws IOException {
        try {
            for (Path below : groupsBelow(directory)) {
                remove(below);
            }
            delete(directory);
        } catch (NoSuchFileException e) {
            return; // somebody was quicker
        }
    }

    private static List<Path> groupsBelow(Path directory) throws IOException {
        List<Path> below = new ArrayList<>();
        try (DirectoryStream<Path> entries =
                Files.newDirectoryStream(directory, Files::isDirectory)) {
            entries.forEach(below::add);
        }
        return below;
    }

    private static void delete(Path directory) throws IOException {
        try {
            Files.deleteIfExists(directory);
        } catch (FileSystemException e) {
            for (String pid : Files.readAllLines(directory.resolve("cgroup.procs"))) {
                ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
            }
            throw e;
        }
    }
}
