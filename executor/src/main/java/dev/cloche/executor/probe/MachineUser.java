package dev.cloche.executor.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Tells whether a process is the machine's root, whatever it is called in its user namespace.
final class MachineUser {

    private MachineUser() {}

    /// The kernel's own settings belong to the machine's root in every namespace: who is shown with
    /// the same number is the same user.
    ///
    /// @param proc where processes and settings are found
    static boolean isRoot(long process, Path proc) throws IOException {
        int owner = (int) Files.getAttribute(proc.resolve("sys/kernel"), "unix:uid");
        List<String> status = Files.readAllLines(proc.resolve(process + "/status"));
        return status.stream()
                .filter(line -> line.startsWith("Uid:"))
                .flatMap(line -> List.of(line.split("\\s+", -1)).stream().skip(1))
                .anyMatch(user -> user.equals(String.valueOf(owner)));
    }
}
