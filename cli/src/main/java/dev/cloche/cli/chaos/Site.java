package dev.cloche.cli.chaos;

import dev.cloche.cli.kernel.Exit;
import dev.cloche.cli.kernel.Refusal;
import dev.cloche.cli.platform.DataDirectory;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// Where the platform that is tormented lives: a directory of its own, on a small file system of
/// its own where we may mount one.
///
/// @param root holds the ledger
/// @param small whether it is a file system of its own
record Site(Path root, boolean small) {
    private static final String SIZE = "1500m";
    private static final int BLOCK = 1 << 20;
    private static final int LITTLE = 4 << 10;

    static Site make() throws InterruptedException {
        try {
            Path root = Files.createTempDirectory("cloche-chaos-");
            // the database runs as a user of its own
            Path _ =
                    Files.setPosixFilePermissions(
                            root, PosixFilePermissions.fromString("rwxr-xr-x"));
            Path disk = Files.createDirectory(root.resolve("disk"));
            var mount =
                    List.of(
                            "mount",
                            "-t",
                            "tmpfs",
                            "-o",
                            "size=" + SIZE + ",mode=755",
                            "cloche-chaos",
                            disk.toString());
            return new Site(root, Signals.run(mount) == 0);
        } catch (IOException e) {
            throw new Refusal(Exit.FAILED, "cannot make a directory: " + e.getMessage(), e);
        }
    }

    Path disk() {
        return root.resolve("disk");
    }

    DataDirectory data() {
        return new DataDirectory(disk().resolve("data"));
    }

    Path ledger() {
        return root.resolve("ledger.txt");
    }

    /// A name that stands in the path of everything in it.
    String mark() {
        return root.getFileName().toString();
    }

    /// Leaves no room.
    void fill() {
        try (OutputStream out = Files.newOutputStream(ballast())) {
            write(out, BLOCK);
        } catch (IOException _) {
            // full, which is what was wanted
        }
    }

    void empty() {
        try {
            boolean _ = Files.deleteIfExists(ballast());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Removes it, but for the ledger.
    void remove() throws InterruptedException {
        if (small) {
            int _ = Signals.run(List.of("umount", "--lazy", disk().toString()));
        }
        int _ = Signals.run(List.of("rm", "-rf", "--", disk().toString()));
    }

    /// Until there is no room for a little either.
    private static void write(OutputStream out, int block) throws IOException {
        try {
            while (true) {
                out.write(new byte[block]);
            }
        } catch (IOException e) {
            if (block <= LITTLE) {
                throw e;
            }
            write(out, block / 4);
        }
    }

    private Path ballast() {
        return disk().resolve("ballast");
    }
}
