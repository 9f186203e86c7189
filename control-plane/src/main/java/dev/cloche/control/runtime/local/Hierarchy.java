package dev.cloche.control.runtime.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// A hierarchy of cgroups as this process meets it: of version 1 with some controllers, or the one
/// of version 2.
///
/// @param names by which it is known: its controllers, or `v2`
/// @param mount where it is mounted
/// @param own the directory of this process's own group
record Hierarchy(SortedSet<String> names, Path mount, Path own) {

    /// What containers have a use for. Each costs the start of every run a little.
    private static final Set<String> WANTED = Set.of("memory", "pids", "cpu", "cpuacct");

    Hierarchy {
        names = new TreeSet<>(names);
    }

    boolean isUnified() {
        return names.contains(Delegation.UNIFIED);
    }

    /// Pure: those of use, from what the kernel says.
    ///
    /// @param mounts as in `/proc/self/mountinfo`
    /// @param groups as in `/proc/self/cgroup`
    static List<Hierarchy> parse(List<String> mounts, List<String> groups) {
        Map<String, String> ownByName = new TreeMap<>();
        for (String line : groups) {
            String[] fields = line.split(":", 3);
            for (String name : fields[1].split(",", -1)) {
                ownByName.put(name.isEmpty() ? Delegation.UNIFIED : name, fields[2]);
            }
        }
        List<Hierarchy> found = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String line : mounts) {
            of(line, ownByName)
                    .filter(hierarchy -> seen.addAll(hierarchy.names()))
                    .ifPresent(found::add);
        }
        return List.copyOf(found);
    }

    // 35 31 0:32 / /sys/fs/cgroup/memory rw,relatime shared:9 - cgroup cgroup rw,memory
    private static Optional<Hierarchy> of(String line, Map<String, String> ownByName) {
        String[] halves = line.split(" - ", 2);
        if (halves.length < 2 || !halves[1].startsWith("cgroup")) {
            return Optional.empty();
        }
        String[] mount = halves[0].split(" ", -1);
        String[] system = halves[1].split(" ", -1);
        SortedSet<String> names =
                system[0].equals("cgroup2")
                        ? new TreeSet<>(Set.of(Delegation.UNIFIED))
                        : Arrays.stream(system[2].split(",", -1))
                                .filter(WANTED::contains)
                                .collect(Collectors.toCollection(TreeSet::new));
        boolean writable = Arrays.asList(mount[5].split(",", -1)).contains("rw");
        String own = names.isEmpty() ? null : ownByName.get(names.first());
        if (!writable || own == null || own.startsWith("/..")) {
            return Optional.empty(); // our own group lies outside what is mounted here
        }
        Path root = Path.of(mount[3]);
        Path at = Path.of(mount[4]);
        return Path.of(own).startsWith(root)
                ? Optional.of(
                        new Hierarchy(
                                names, at, at.resolve(root.relativize(Path.of(own)).toString())))
                : Optional.empty();
    }
}
