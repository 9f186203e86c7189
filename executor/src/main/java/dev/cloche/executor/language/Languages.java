package dev.cloche.executor.language;

import dev.cloche.api.execution.Language;
import dev.cloche.executor.bubblewrap.Confinement;
import dev.cloche.executor.process.ChildRequest;
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
    private static final long KIBIBYTES_OF_MEBIBYTE = 1024;

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
        var program =
                new ChildRequest.Program(
                        "main.py",
                        List.of("/usr/bin/python3", "-u", LIBRARY + "python.pyc"),
                        new ChildRequest.Start.Resident());
        return find(List.of("/usr/bin/python3"))
                .<Choice>map(_ ->
                        new Choice.Found(
                                new Launcher(
                                        program,
                                        Launcher.Memory.ADDRESS_SPACE,
                                        Launcher.EventForm.JOB)))
                .orElseGet(() -> new Choice.Missing("python needs /usr/bin/python3"));
    }

    private Choice javascript(long memoryBytes) {
        return find(NODES)
                .<Choice>map(node ->
                        new Choice.Found(
                                new Launcher(
                                        node(node, memoryBytes),
                                        Launcher.Memory.USE,
                                        Launcher.EventForm.JOB)))
                .orElseGet(() -> new Choice.Missing("javascript needs node in /usr/bin"));
    }

    // Node reserves far more address space than it uses, so its heap is bounded instead. The option
    // for that makes V8 refuse the compiled code that comes with node, which is a quarter of its
    // start. Those that start in advance find a machine whose memory makes for such a heap: V8
    // takes half of it (Heap::HeapSizeFromPhysicalMemory).
    private static ChildRequest.Program node(String node, long memoryBytes) {
        long heap = Math.max(16, memoryBytes / MEBIBYTE * 3 / 4);
        String bounded = "--max-old-space-size=" + heap;
        String modules = "--experimental-vm-modules";
        String ours = LIBRARY + "javascript.cjs";
        return new ChildRequest.Program(
                "main.js",
                List.of(node, bounded, modules, ours),
                new ChildRequest.Start.Waiting(
                        List.of(node, modules, ours, "waiting", bounded),
                        2 * heap * KIBIBYTES_OF_MEBIBYTE));
    }

    private Choice shell() {
        var program =
                new ChildRequest.Program(
                        "main.sh",
                        List.of("/usr/bin/bash", Confinement.JOB + "/main.sh"),
                        new ChildRequest.Start.Become());
        return find(List.of("/usr/bin/bash"))
                .<Choice>map(_ ->
                        new Choice.Found(
                                new Launcher(
                                        program,
                                        Launcher.Memory.ADDRESS_SPACE_AT_NEED,
                                        Launcher.EventForm.PLAIN)))
                .orElseGet(() -> new Choice.Missing("shell needs /usr/bin/bash"));
    }

    private Optional<String> find(List<String> places) {
        return places.stream()
                .filter(place -> Files.isExecutable(root.resolve(place.substring(1))))
                .findFirst();
    }

    /// Whether a language can be run here.
    public sealed interface Choice {

        /// It can.
        record Found(Launcher launcher) implements Choice {}

        /// It cannot.
        record Missing(String why) implements Choice {}
    }
}
