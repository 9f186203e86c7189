package dev.cloche.executor.language;

import dev.cloche.api.execution.Language;
import dev.cloche.executor.bubblewrap.Confinement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Which languages this machine has interpreters for.
public final class Languages {

    private static final List<String> NODES =
            List.of("/usr/bin/node", "/usr/local/bin/node", "/usr/bin/nodejs");
    private static final String LIBRARY = Confinement.HOME + "/lib/";
    private static final long MEBIBYTE = 1024 * 1024;

    private final Path root;

    /// Looks for them in a machine's files.
    ///
    /// @param root of the file system to look in, which is `/` but in tests
    public Languages(Path root) {
        this.root = root;
    }

    /// How to run code in the language with that much memory.
    public Choice choose(Language language, long memoryBytes) {
        return switch (language) {
            case PYTHON -> python();
            case JAVASCRIPT -> javascript(memoryBytes);
            case SHELL -> shell();
        };
    }

    private Choice python() {
        List<String> command = List.of("/usr/bin/python3", "-u", LIBRARY + "python.pyc");
        return find(List.of("/usr/bin/python3"))
                .<Choice>map(_ -> found("main.py", command, true, Launcher.EventForm.JOB))
                .orElseGet(() -> new Choice.Missing("python needs /usr/bin/python3"));
    }

    private Choice javascript(long memoryBytes) {
        // Node reserves far more address space than it uses, so its heap is bounded instead.
        String heap = "--max-old-space-size=" + Math.max(16, memoryBytes / MEBIBYTE * 3 / 4);
        return find(NODES)
                .<Choice>map(node ->
                        found(
                                "main.js",
                                List.of(
                                        node,
                                        heap,
                                        "--experimental-vm-modules",
                                        LIBRARY + "javascript.cjs"),
                                false,
                                Launcher.EventForm.JOB))
                .orElseGet(() -> new Choice.Missing("javascript needs node in /usr/bin"));
    }

    private Choice shell() {
        List<String> command = List.of("/usr/bin/bash", Confinement.HOME + "/main.sh");
        return find(List.of("/usr/bin/bash"))
                .<Choice>map(_ -> found("main.sh", command, true, Launcher.EventForm.PLAIN))
                .orElseGet(() -> new Choice.Missing("shell needs /usr/bin/bash"));
    }

    private Optional<String> find(List<String> places) {
        return places.stream()
                .filter(place -> Files.isExecutable(root.resolve(place.substring(1))))
                .findFirst();
    }

    private static Choice found(
            String source, List<String> command, boolean limited, Launcher.EventForm event) {
        return new Choice.Found(new Launcher(source, command, limited, event));
    }

    /// Whether a language can be run here.
    public sealed interface Choice {

        /// It can.
        record Found(Launcher launcher) implements Choice {}

        /// It cannot.
        record Missing(String why) implements Choice {}
    }
}
