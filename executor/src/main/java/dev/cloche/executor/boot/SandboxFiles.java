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
import java.util.stream.Stream;

/// The files that runs and the spawner need, laid out in a private directory for as long as the
/// executor lives.
public final class SandboxFiles implements AutoCloseable {

    private static final List<String> HARNESSES =
            List.of("python.py", "javascript.cjs", "probe.py");

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
        Files.createDirectories(files.visible().resolve("lib"));
        for (String harness : HARNESSES) {
            extract(harness, files.visible().resolve("lib").resolve(harness));
        }
        extract("spawner.py", directory.resolve("spawner.py"));
        Files.write(directory.resolve("seccomp.bpf"), SeccompProgram.forThisMachine());
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

    /// What the spawner is made of.
    public SpawnerFiles spawner(Path bubblewrap) {
        return new SpawnerFiles(
                Path.of("/usr/bin/python3"),
                directory.resolve("spawner.py"),
                bubblewrap,
                directory.resolve("seccomp.bpf"),
                List.of(visible().resolve("lib/python.py"), visible().resolve("lib/probe.py")));
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

    private static void extract(String name, Path to) throws IOException {
        try (InputStream source = SandboxFiles.class.getResourceAsStream("/sandbox/" + name)) {
            if (source == null) {
                throw new IOException("the executor is incomplete: it has no " + name);
            }
            Files.copy(source, to);
        }
    }
}
