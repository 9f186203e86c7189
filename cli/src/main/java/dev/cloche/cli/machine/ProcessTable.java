package dev.cloche.cli.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The processes of the machine at one moment.
///
/// @param byPid those that were there
public record ProcessTable(Map<Long, ProcessStat> byPid) {
    static final double MILLIS_PER_TICK = 10;

    public ProcessTable {
        byPid = Map.copyOf(byPid);
    }

    /// Those that are there now.
    public static ProcessTable now() {
        Map<Long, ProcessStat> found = new HashMap<>();
        try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
            entries.filter(it -> isNumber(it.getFileName().toString()))
                    .flatMap(it -> stat(it).stream())
                    .forEach(it -> found.put(it.pid(), it));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the processes", e);
        }
        return new ProcessTable(found);
    }

    /// That process, while it lives.
    public static Optional<ProcessStat> stat(long pid) {
        return stat(Path.of("/proc", Long.toString(pid)));
    }

    private static Optional<ProcessStat> stat(Path process) {
        try {
            // the name of a program need not be UTF-8
            return Optional.of(
                    ProcessStat.parse(
                            Files.readString(
                                    process.resolve("stat"), StandardCharsets.ISO_8859_1)));
        } catch (IOException _) {
            return Optional.empty(); // it has ended meanwhile
        }
    }

    /// These processes, their children, and so on.
    public Set<Long> tree(Collection<Long> roots) {
        Map<Long, List<ProcessStat>> children =
                byPid.values().stream().collect(Collectors.groupingBy(ProcessStat::parent));
        Set<Long> found = new TreeSet<>();
        Deque<Long> open = new ArrayDeque<>(roots);
        while (!open.isEmpty()) {
            long next = open.pop();
            if (byPid.containsKey(next) && found.add(next)) {
                children.getOrDefault(next, List.of()).forEach(it -> open.add(it.pid()));
            }
        }
        return found;
    }

    /// Threads of these processes.
    public int threads(Collection<Long> pids) {
        return pids.stream()
                .map(byPid::get)
                .filter(it -> it != null)
                .mapToInt(ProcessStat::threads)
                .sum();
    }

    /// Milliseconds of CPU time that this process has used, without its children.
    public static double ownMillis() {
        return MILLIS_PER_TICK * stat(ProcessHandle.current().pid()).orElseThrow().ownTicks();
    }

    private static boolean isNumber(String name) {
        return name.chars().allMatch(Character::isDigit);
    }
}
