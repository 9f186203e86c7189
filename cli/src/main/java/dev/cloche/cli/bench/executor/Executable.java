package dev.cloche.cli.bench.executor;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// An executor as a program, started as the platform starts it.
///
/// @param needs what of the machine it needs to see, by names
/// @param argv inside
record Executable(SortedMap<String, Path> needs, List<String> argv) {

    Executable {
        needs = new TreeMap<>(needs);
        argv = List.copyOf(argv);
    }

    /// @param file a native executable, or a `quarkus-run.jar` amid what belongs to it
    /// @param jdk for the latter
    static Executable of(Path file, Path jdk) {
        if (!file.toString().endsWith(".jar")) {
            return new Executable(
                    new TreeMap<>(Map.of("executor", file)),
                    List.of(Wall.seenAt("executor"), "-Xmx128m"));
        }
        return new Executable(
                new TreeMap<>(Map.of("executor", file.resolveSibling(""), "jdk", jdk)),
                List.of(
                        Wall.seenAt("jdk") + "/bin/java",
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:CompileThresholdScaling=0.1",
                        "-jar",
                        Wall.seenAt("executor") + "/" + file.getFileName()));
    }
}
