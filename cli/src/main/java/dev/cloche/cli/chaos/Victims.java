package dev.cloche.cli.chaos;

import dev.cloche.cli.machine.ProcessTable;
import dev.cloche.cli.platform.DataDirectory;
import dev.cloche.cli.platform.Parts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// Which processes a fault can befall.
final class Victims {
    private Victims() {}

    /// The first processes of containers, in their order.
    static List<Long> containers(DataDirectory data) {
        return Parts.containers(data, ProcessTable.now()).stream().sorted().toList();
    }

    /// All of a container.
    static Set<Long> tree(long container) {
        return ProcessTable.now().tree(List.of(container));
    }

    /// Those in containers whose command line has this in it.
    static List<Long> named(DataDirectory data, String part) {
        ProcessTable table = ProcessTable.now();
        return table.tree(Parts.containers(data, table)).stream()
                .filter(it -> commandLine(it).contains(part))
                .sorted()
                .toList();
    }

    /// Words with spaces between them; nothing of one that has ended.
    static String commandLine(long pid) {
        return text(Path.of("/proc", Long.toString(pid), "cmdline")).replace('\0', ' ').strip();
    }

    /// What a file of the kernel's says; nothing when it is gone.
    static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException _) {
            return "";
        }
    }
}
