package dev.cloche.control.runtime.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// How this machine lays out its programs: `/usr`, and beside it links into it, or, on older ones,
/// directories.
///
/// @param links their targets by their names
/// @param directories names of directories
record Roots(SortedMap<String, String> links, List<String> directories) {

    private static final List<String> BESIDE_USR =
            List.of("bin", "sbin", "lib", "lib32", "lib64", "libx32");

    Roots {
        links = new TreeMap<>(links);
        directories = List.copyOf(directories);
    }

    static Roots ofThisHost() throws IOException {
        SortedMap<String, String> links = new TreeMap<>();
        for (String name : BESIDE_USR) {
            Path path = Path.of("/", name);
            if (Files.isSymbolicLink(path)) {
                links.put(name, Files.readSymbolicLink(path).toString());
            }
        }
        return new Roots(
                links,
                BESIDE_USR.stream()
                        .filter(name -> !links.containsKey(name))
                        .filter(name -> Files.isDirectory(Path.of("/", name)))
                        .toList());
    }

    void addTo(List<String> argv) {
        argv.addAll(List.of("--ro-bind", "/usr", "/usr"));
        links.forEach((name, target) -> argv.addAll(List.of("--symlink", target, "/" + name)));
        directories.forEach(name -> argv.addAll(List.of("--ro-bind", "/" + name, "/" + name)));
    }
}
