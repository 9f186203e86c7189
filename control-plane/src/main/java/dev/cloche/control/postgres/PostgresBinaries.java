package dev.cloche.control.postgres;

import dev.cloche.control.runtime.HostProblem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/// The programs of PostgreSQL, which come as an archive on the class path.
final class PostgresBinaries {

    private static final Map<String, String> ARCHIVES =
            Map.of(
                    "amd64", "postgres-linux-x86_64.txz",
                    "aarch64", "postgres-linux-arm_64.txz");

    // Whoever runs this, and with whatever umask: a spare user may have to read it.
    private static final Set<PosixFilePermission> PROGRAM =
            PosixFilePermissions.fromString("rwxr-xr-x");
    private static final Set<PosixFilePermission> DATA =
            PosixFilePermissions.fromString("rw-r--r--");

    // The head of a compressed archive differs between any two builds of it.
    private static final int STAMPED_BYTES = 1 << 20;

    private PostgresBinaries() {}

    /// Unpacks the archive unless it has been, and gives the directory that holds `bin`.
    static Path unpackInto(Path directory) throws IOException {
        String archive = archive(System.getProperty("os.arch", ""));
        Path home = directory.resolve("postgresql-" + stamp(archive));
        Files.createDirectories(directory);
        try (FileChannel lock =
                        FileChannel.open(
                                directory.resolve("lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                var _ = lock.lock()) {
            if (!Files.isDirectory(home)) {
                unpack(archive, directory, home);
            }
        }
        return home;
    }

    private static String archive(String architecture) {
        String name = ARCHIVES.get(architecture);
        if (name == null) {
            throw new HostProblem(
                    "No PostgreSQL is packed for the processor architecture '%s', only for %s. Remedy: configure an external database"
                            .formatted(architecture, ARCHIVES.keySet()));
        }
        return name;
    }

    private static String stamp(String archive) throws IOException {
        try (InputStream stream = open(archive)) {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(stream.readNBytes(STAMPED_BYTES));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static void unpack(String archive, Path directory, Path home) throws IOException {
        // Whoever holds the lock is alone, so what is unfinished here was left by a process that
        // died.
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path left : entries.filter(PostgresBinaries::isUnfinished).toList()) {
                delete(left);
            }
        }
        Path unfinished = Files.createTempDirectory(directory, "unfinished-");
        try (InputStream stream = open(archive);
                var tar = new TarArchiveInputStream(new XZInputStream(stream))) {
            for (TarArchiveEntry entry = tar.getNextEntry();
                    entry != null;
                    entry = tar.getNextEntry()) {
                unpack(entry, tar, unfinished);
            }
        }
        Files.setPosixFilePermissions(unfinished, PROGRAM);
        Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void unpack(TarArchiveEntry entry, InputStream content, Path root)
            throws IOException {
        Path target = root.resolve(entry.getName()).normalize();
        if (!target.startsWith(root)) {
            throw new IOException("the archive leaves its directory: " + entry.getName());
        }
        if (entry.isDirectory()) {
            makeDirectory(target);
            return;
        }
        makeDirectory(target.resolveSibling(""));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else if (entry.isFile()) {
            Files.copy(content, target);
            Files.setPosixFilePermissions(target, (entry.getMode() & 0100) != 0 ? PROGRAM : DATA);
            // The final name says that all is there, also after a power cut.
            try (FileChannel channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
        } else {
            throw new IOException("the archive holds something odd: " + entry.getName());
        }
    }

    private static void makeDirectory(Path directory) throws IOException {
        Path parent = directory.getParent();
        if (parent != null && !Files.isDirectory(parent)) {
            makeDirectory(parent);
        }
        if (!Files.isDirectory(directory)) {
            Files.createDirectory(directory);
            Files.setPosixFilePermissions(directory, PROGRAM);
        }
    }

    private static boolean isUnfinished(Path entry) {
        return entry.getFileName().toString().startsWith("unfinished-");
    }

    /// Deletes a directory and all in it.
    static void delete(Path root) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> tree = Files.walk(root)) {
            deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
    }

    private static InputStream open(String archive) {
        InputStream stream = PostgresBinaries.class.getClassLoader().getResourceAsStream(archive);
        if (stream == null) {
            throw new IllegalStateException("not on the class path: " + archive);
        }
        return stream;
    }
}
