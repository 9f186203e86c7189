package dev.cloche.control.runtime;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Lets an unprivileged child of root reach a few paths that lie behind closed directories, such as
/// `/root`, without opening those to anybody: the child gets a mount namespace of its own, in which
/// the paths are bound to fixed places. A door called `passwd` replaces `/etc/passwd`, for programs
/// that insist on a name for their user.
///
/// @param place a directory of the machine over which the passage is mounted, for the child only
/// @param doors real paths by the names that they have in the passage
public record Passage(Path place, SortedMap<String, Path> doors) {

    private static final List<Path> PLACES =
            List.of(Path.of("/mnt"), Path.of("/media"), Path.of("/srv"), Path.of("/opt"));

    // The tmpfs hides what lies under the place, hence a place that holds none of the doors.
    private static final String SCRIPT =
            """
            set -eu
            place=$1; shift
            mount -t tmpfs -o mode=0755,size=1m,nosuid,nodev cloche "$place"
            while [ "$1" != -- ]; do
              if [ -d "$2" ]; then mkdir "$place/$1"; else : > "$place/$1"; fi
              mount --bind "$2" "$place/$1"
              shift 2
            done
            shift
            if [ -f "$place/passwd" ]; then mount --bind "$place/passwd" /etc/passwd; fi
            exec "$@"
            """;

    public Passage {
        doors = new TreeMap<>(doors);
    }

    /// A passage to some paths of this machine.
    public static Passage to(Map<String, Path> doors) {
        return new Passage(
                place(PLACES.stream().filter(Files::isDirectory).toList(), doors),
                new TreeMap<>(doors));
    }

    /// Pure: the first place that hides none of the doors.
    static Path place(List<Path> places, Map<String, Path> doors) {
        return places.stream()
                .filter(place -> doors.values().stream().noneMatch(door -> door.startsWith(place)))
                .findFirst()
                .orElseThrow(() ->
                        new HostProblem(
                                "None of %s is a directory that can be mounted over. Remedy: mkdir /mnt"
                                        .formatted(PLACES)));
    }

    /// Where a door leads for the child.
    public Path inside(String door) {
        if (!doors.containsKey(door)) {
            throw new IllegalArgumentException("no door is called " + door);
        }
        return place.resolve(door);
    }

    /// The beginning of a command line whose rest runs in the passage, still as root.
    public List<String> argv(Programs programs) {
        List<String> argv =
                new ArrayList<>(
                        List.of(
                                programs.require("unshare", "util-linux"),
                                "--mount",
                                "--propagation",
                                "private",
                                "--",
                                programs.require("sh", "dash"),
                                "-c",
                                SCRIPT,
                                "cloche-passage",
                                place.toString()));
        doors.forEach((name, path) -> argv.addAll(List.of(name, path.toString())));
        argv.add("--");
        return List.copyOf(argv);
    }

    /// What to do about a child that could not even enter its passage; empty when that was not it.
    ///
    /// @param output of the child
    public static String remedy(String output) {
        return output.contains("unshare failed") || output.contains("mount:")
                ? " (As root, Cloche makes mount namespaces, and here it may not. Remedy: run it as an ordinary user)"
                : "";
    }
}
