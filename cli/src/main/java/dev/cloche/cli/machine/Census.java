package dev.cloche.cli.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/// What some processes hold of the machine.
///
/// @param descriptors open files of all of them
/// @param mounts of the mount namespaces that they are in, each counted once
/// @param closed how many do not let us see their descriptors and mounts, which are then not
///   counted
public record Census(
        Memory memory, int processes, int threads, int descriptors, int mounts, int closed) {

    /// What these hold now.
    public static Census of(ProcessTable table, Collection<Long> pids) {
        int descriptors = 0;
        int mounts = 0;
        int closed = 0;
        Set<String> namespaces = new HashSet<>();
        for (long pid : pids) {
            Path process = Path.of("/proc", Long.toString(pid));
            if (!Files.isReadable(process.resolve("fd")) && Files.exists(process)) {
                closed++;
            }
            descriptors += entries(process.resolve("fd"));
            if (namespaces.add(namespace(process))) {
                mounts += lines(process.resolve("mountinfo"));
            }
        }
        return new Census(
                Memory.of(pids), pids.size(), table.threads(pids), descriptors, mounts, closed);
    }

    /// The namespace's name; of a process that does not tell, a name of its own.
    private static String namespace(Path process) {
        try {
            return Files.readSymbolicLink(process.resolve("ns/mnt")).toString();
        } catch (IOException _) {
            return process.toString();
        }
    }

    private static int entries(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return (int) entries.count();
        } catch (IOException _) {
            return 0; // it has ended, or belongs to somebody else
        }
    }

    private static int lines(Path file) {
        try {
            return (int) Files.readString(file).lines().count();
        } catch (IOException _) {
            return 0;
        }
    }
}
