package dev.cloche.executor.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Who a process is outside its user namespace.
record MachineUser(long id) {

    /// Looks at a process.
    ///
    /// @param process its directory in `/proc`
    static MachineUser of(Path process) throws IOException {
        int inside = (int) Files.getAttribute(process, "unix:uid");
        return of(inside, Files.readAllLines(process.resolve("uid_map")));
    }

    /// Follows a user through a map of the kernel's: first inside, first outside, how many.
    static MachineUser of(long inside, List<String> map) {
        for (String line : map) {
            String[] range = line.strip().split("\\s+", -1);
            long offset = inside - Long.parseLong(range[0]);
            if (offset >= 0 && offset < Long.parseLong(range[2])) {
                return new MachineUser(Long.parseLong(range[1]) + offset);
            }
        }
        return new MachineUser(inside);
    }

    boolean isRoot() {
        return id == 0;
    }
}
