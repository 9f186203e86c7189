package dev.cloche.cli.chaos;

import dev.cloche.cli.machine.ProcessTable;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/// What is left on the machine of things that are over.
final class Leaks {
    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");
    private static final long PATIENCE_MS = 60_000;
    private static final long LOOK_AGAIN_MS = 500;

    private Leaks() {}

    /// Gives it time to go, and names what is still there.
    static List<String> after(Supplier<List<String>> look) throws InterruptedException {
        long start = System.nanoTime();
        List<String> found = look.get();
        while (!found.isEmpty() && (System.nanoTime() - start) / 1_000_000 < PATIENCE_MS) {
            Thread.sleep(LOOK_AGAIN_MS);
            found = look.get();
        }
        return found;
    }

    /// Processes that have one of these words in their arguments or among their mounts.
    static List<String> processes(Collection<String> words) {
        List<String> found = new ArrayList<>();
        for (long pid : ProcessTable.now().byPid().keySet()) {
            if (pid == ProcessHandle.current().pid()) {
                continue;
            }
            String line = Victims.commandLine(pid);
            String mounts = Victims.text(Path.of("/proc", Long.toString(pid), "mountinfo"));
            String root = mounts.isEmpty() ? "" : withoutSites(mounts);
            if (words.stream().anyMatch(it -> line.contains(it) || root.contains(it))) {
                found.add("process " + pid + " " + line);
            }
        }
        return found;
    }

    /// Control groups whose name has one of these words in it.
    static List<String> cgroups(Collection<String> words) {
        List<String> found = new ArrayList<>();
        try {
            Path _ =
                    Files.walkFileTree(
                            CGROUPS,
                            new SimpleFileVisitor<>() {
                                @Override
                                public FileVisitResult preVisitDirectory(
                                        Path path, BasicFileAttributes attributes) {
                                    String name = String.valueOf(path.getFileName());
                                    if (words.stream().anyMatch(name::contains)) {
                                        found.add("control group " + path);
                                    }
                                    return FileVisitResult.CONTINUE;
                                }

                                @Override
                                public FileVisitResult visitFileFailed(
                                        Path path, IOException problem) {
                                    return FileVisitResult.CONTINUE;
                                }

                                @Override
                                public FileVisitResult postVisitDirectory(
                                        Path path, IOException problem) {
                                    return FileVisitResult.CONTINUE;
                                }
                            });
        } catch (IOException _) {
            return List.of(); // there are none
        }
        return found;
    }

    /// The mount of the small file system is in every namespace, and no leak.
    private static String withoutSites(String mounts) {
        return String.join(
                "\n", mounts.lines().filter(it -> !it.contains(" cloche-chaos ")).toList());
    }
}
