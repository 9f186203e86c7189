package dev.cloche.executor.boot;

import dev.cloche.executor.bubblewrap.EtcDirectory;
import dev.cloche.executor.bubblewrap.SeccompProgram;
import dev.cloche.executor.process.SpawnerFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The files that runs and the spawner need, laid out in a private directory for as long as the
/// executor lives.
public final class SandboxFiles implements AutoCloseable {

    // What runs inside sandboxes, and beside them.
    private static final List<String> INSIDE =
            List.of(
                    "changes.py",
                    "first.py",
                    "forkserver.py",
                    "frames.py",
                    "install.py",
                    "javascript.cjs",
                    "kernel.py",
                    "probe.py",
                    "python.py");
    private static final List<String> SPAWNER =
            List.of(
                    "__main__.py",
                    "cgroups.py",
                    "children.py",
                    "container.py",
                    "groups.py",
                    "kept.py",
                    "loop.py",
                    "measure.py",
                    "plain.py",
                    "pool.py",
                    "run.py",
                    "sandbox.py",
                    "servants.py",
                    "server.py",
                    "walls.py",
                    "watchdog.py");
    private static final List<String> FILES =
            List.of(
                    "__main__.py",
                    "alone.py",
                    "archive.py",
                    "delete.py",
                    "read.py",
                    "tree.py",
                    "write.py");
    private static final List<String> DOOR = List.of("__main__.py");
    private static final String FILTER = "seccomp.bpf";

    private final Path directory;

    private SandboxFiles(Path directory) {
        this.directory = directory;
    }

    /// Lays them out in a new directory below the given one.
    public static SandboxFiles below(Path parent) throws IOException {
        var onlyOurs =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        Path directory = Files.createTempDirectory(parent, "cloche-executor-", onlyOurs);
        var files = new SandboxFiles(directory);
        extract("inside/", INSIDE, Files.createDirectories(files.visible().resolve("lib")));
        extract("spawner/", SPAWNER, Files.createDirectories(directory.resolve("spawner")));
        extract("files/", FILES, Files.createDirectories(files.clerk()));
        extract("door/", DOOR, Files.createDirectories(files.door()));
        Files.write(files.seccomp(), SeccompProgram.forThisMachine());
        EtcDirectory.lay(files.visible().resolve("etc"), Path.of("/etc"));
        return files;
    }

    /// What runs may see: `etc` and `lib`.
    public Path visible() {
        return directory.resolve("visible");
    }

    /// What they may not.
    public Path hidden() {
        return directory;
    }

    /// What handles the files of sessions.
    public Path clerk() {
        return directory.resolve("files");
    }

    /// What lets installers out to the index of packages, and nowhere else.
    public Path door() {
        return directory.resolve("door");
    }

    /// What the spawner is made of and works with.
    public SpawnerFiles spawner(Path bubblewrap, Path workspaces, Optional<Path> cgroups) {
        return new SpawnerFiles(
                Path.of("/usr/bin/python3"),
                directory.resolve("spawner"),
                bubblewrap,
                seccomp(),
                workspaces,
                cgroups);
    }

    private Path seccomp() {
        return visible().resolve("lib").resolve(FILTER);
    }

    /// Removes them.
    @Override
    public void close() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static void extract(String from, List<String> names, Path to) throws IOException {
        for (String name : names) {
            String resource = "/sandbox/" + from + name;
            try (InputStream source = SandboxFiles.class.getResourceAsStream(resource)) {
                if (source == null) {
                    throw new IOException("the executor is incomplete: it has no " + resource);
                }
                Files.copy(source, to.resolve(name));
            }
        }
    }
}
