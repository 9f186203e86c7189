package dev.cloche.control.runtime.local;

import dev.cloche.control.runtime.Programs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// The cgroups that a container's user may divide further.
///
/// @param places a directory for each controller of version 1, or for `v2`
record Delegation(SortedMap<String, Path> places) {

    static final String UNIFIED = "v2";

    /// The group in which the executor itself is: in version 2, processes are only in leaves.
    static final String LEAF = "executor";

    static final Delegation NONE = new Delegation(new TreeMap<>());

    // The container's processes cannot be moved here later by their own user, who has no rights
    // where they come from. Should it fail here, the executor finds out that its cgroups are of no
    // use; the shell's complaint is in the container's log.
    private static final String SCRIPT =
            """
            while [ "$1" != -- ]; do
              echo "$$" > "$1"
              shift
            done
            shift
            exec "$@"
            """;

    Delegation {
        places = new TreeMap<>(places);
    }

    boolean isNone() {
        return places.isEmpty();
    }

    /// The beginning of a command line whose rest runs in the leaves. It has to be root's.
    List<String> enter(Programs programs) {
        if (isNone()) {
            return List.of();
        }
        List<String> argv = new ArrayList<>();
        argv.addAll(List.of(programs.require("sh", "dash"), "-c", SCRIPT, "cloche-cgroups"));
        places.values().stream()
                .distinct()
                .forEach(place -> argv.add(place.resolve(LEAF).resolve("cgroup.procs").toString()));
        argv.add("--");
        return List.copyOf(argv);
    }
}
