package dev.cloche.control.runtime.local;

import dev.cloche.control.runtime.HostProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The executor as a program: what of the machine it needs to see, and how it is called there.
sealed interface Program {

    /// Where each of the machine's paths is seen inside, by a short name of it.
    SortedMap<String, Path> needs();

    /// Where a need is seen inside.
    static String seenAt(String need) {
        return "/opt/cloche/" + need;
    }

    /// The command line inside.
    List<String> argv();

    /// One executable file.
    record Native(Path executable) implements Program {
        @Override
        public SortedMap<String, Path> needs() {
            return new TreeMap<>(Map.of("executor", executable));
        }

        @Override
        public List<String> argv() {
            return List.of(seenAt("executor"), "-Xmx128m");
        }
    }

    /// A jar with its libraries around it, and a JDK.
    ///
    /// @param archive of prepared classes beside the jar, as an option to the JVM
    record OnJvm(Path jar, Path javaHome, Optional<String> archive) implements Program {

        /// Code is compiled by the first compiler only, and when it was called 20 times: there are
        /// few processors for a container, and few runs.
        private static final List<String> FLAGS =
                List.of(
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:CompileThresholdScaling=0.1");

        @Override
        public SortedMap<String, Path> needs() {
            return new TreeMap<>(Map.of("executor", jar.resolveSibling(""), "jdk", javaHome));
        }

        @Override
        public List<String> argv() {
            List<String> argv = new ArrayList<>();
            argv.add(seenAt("jdk") + "/bin/java");
            argv.addAll(FLAGS);
            archive.ifPresent(argv::add);
            argv.addAll(List.of("-jar", seenAt("executor") + "/" + jar.getFileName()));
            return List.copyOf(argv);
        }
    }

    /// What the settings name, if it is there.
    static Program of(LocalSettings settings) throws IOException {
        if (!Files.isRegularFile(settings.executor())) {
            throw new HostProblem(
                    "There is no executor at %s. Remedy: build it, or name it with cloche.local.executor"
                            .formatted(settings.executor()));
        }
        Path executor = settings.executor().toRealPath();
        if (executor.toString().endsWith(".jar")) {
            Path java = settings.javaHome().resolve("bin/java");
            if (!Files.isExecutable(java)) {
                throw new HostProblem(
                        "There is no Java at %s. Remedy: set JAVA_HOME to a JDK 25"
                                .formatted(java));
            }
            return new OnJvm(executor, settings.javaHome().toRealPath(), archive(executor));
        }
        if (!Files.isExecutable(executor)) {
            throw new HostProblem(
                    "%s is not executable. Remedy: chmod +x %s".formatted(executor, executor));
        }
        return new Native(executor);
    }

    private static Optional<String> archive(Path jar) {
        if (Files.exists(jar.resolveSibling("app.aot"))) {
            return Optional.of("-XX:AOTCache=" + seenAt("executor") + "/app.aot");
        }
        if (Files.exists(jar.resolveSibling("app-cds.jsa"))) {
            return Optional.of("-XX:SharedArchiveFile=" + seenAt("executor") + "/app-cds.jsa");
        }
        return Optional.empty();
    }
}
