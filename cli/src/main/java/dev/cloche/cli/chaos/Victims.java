package dev.cloche.cli.chaos;

import dev.cloche.cli.machine.ProcessStat;
import dev.cloche.cli.machine.ProcessTable;
import dev.cloche.cli.platform.DataDirectory;
import dev.cloche.cli.platform.Parts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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

    /// The fork servers themselves.
    static List<Long> forkServers(DataDirectory data) {
        return forked(data, false);
    }

    /// The first processes of sandboxes, which fork servers forked.
    static List<Long> sandboxes(DataDirectory data) {
        return forked(data, true);
    }

    private static List<Long> forked(DataDirectory data, boolean byAnother) {
        Map<Long, ProcessStat> all = ProcessTable.now().byPid();
        // The walls around a server have its name in their arguments too.
        List<ProcessStat> found =
                named(data, "forkserver").stream()
                        .flatMap(it -> Optional.ofNullable(all.get(it)).stream())
                        .filter(it -> it.name().startsWith("python"))
                        .toList();
        Set<Long> pids = found.stream().map(ProcessStat::pid).collect(Collectors.toSet());
        return found.stream()
                .filter(it -> pids.contains(it.parent()) == byAnother)
                .map(ProcessStat::pid)
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
