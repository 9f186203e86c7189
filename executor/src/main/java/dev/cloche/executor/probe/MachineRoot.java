package dev.cloche.executor.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The user who owns the machine, by whatever id it goes here. User namespaces give it other ids,
/// and a map of ids tells only what the next namespace further out says; but the kernel's settings
/// belong to the machine's root everywhere, and show its id here, or nobody's when it has none.
final class MachineRoot {

    private static final Path SETTINGS = Path.of("/proc/sys/kernel");

    private MachineRoot() {}

    /// Whether a process is the machine's root.
    ///
    /// @param process its directory in `/proc`
    static boolean runs(Path process) throws IOException {
        return runs(ownerOf(process), ownerOf(SETTINGS));
    }

    static boolean runs(int user, int ownerOfSettings) {
        return user == ownerOfSettings;
    }

    private static int ownerOf(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:uid");
    }
}
