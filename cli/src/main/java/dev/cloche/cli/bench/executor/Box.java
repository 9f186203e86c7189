package dev.cloche.cli.bench.executor;

import dev.cloche.cli.kernel.Exit;
import dev.cloche.cli.kernel.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;

/// The directory of an executor that is measured; it ends with it.
///
/// @param directory of its own
record Box(Path directory) implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 60;
    private static final int LINES_SHOWN = 5;
    private static final Map<String, String> ETC =
            Map.of(
                    "passwd",
                    """
                    root:x:0:0:root:/:/usr/sbin/nologin
                    sandbox:x:1000:1000:sandbox:/tmp:/bin/sh
                    nobody:x:65534:65534:nobody:/:/usr/sbin/nologin
                    """,
                    "group",
                    """
                    root:x:0:
                    sandbox:x:1000:
                    nogroup:x:65534:
                    """,
                    "hosts",
                    "127.0.0.1 localhost cloche sandbox\n",
                    "nsswitch.conf",
                    """
                    passwd: files
                    group: files
                    hosts: files dns
                    """);

    /// Makes one, in a place that every user can reach.
    ///
    /// @param needs what will be bound into it
    /// @param user whose the places are that the executor writes to
    static Box make(SortedMap<String, Path> needs, OptionalInt user) {
        try {
            Box box = new Box(Files.createTempDirectory(Path.of("/tmp"), "cloche-bench-"));
            open(box.directory(), "rwx--x--x");
            Path etc = open(Files.createDirectory(box.at("etc")), "rwxr-xr-x");
            for (Map.Entry<String, String> file : ETC.entrySet()) {
                open(Files.writeString(etc.resolve(file.getKey()), file.getValue()), "rw-r--r--");
            }
            for (Map.Entry<String, Path> need : needs.entrySet()) {
                Path door = box.at(need.getKey());
                Path _ =
                        Files.isDirectory(need.getValue())
                                ? Files.createDirectory(door)
                                : Files.createFile(door);
            }
            for (String name : List.of("workspaces", "spool")) {
                Path place = open(Files.createDirectory(box.at(name)), "rwx------");
                if (user.isPresent()) {
                    give(place, user.getAsInt());
                }
            }
            return box;
        } catch (IOException e) {
            throw new Refusal(Exit.FAILED, "cannot make a directory in /tmp: " + e, e);
        }
    }

    private static Path open(Path path, String permissions) throws IOException {
        return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    private static void give(Path path, int user) throws IOException {
        Path _ = Files.setAttribute(path, "unix:uid", user);
        Path _ = Files.setAttribute(path, "unix:gid", user);
    }

    Path log() {
        return at("executor.log");
    }

    /// What the executor said last.
    String lastWords() {
        try {
            List<String> lines = Files.readAllLines(log());
            return String.join(
                    " / ", lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size()));
        } catch (IOException e) {
            return "its log cannot be read: " + e;
        }
    }

    private Path at(String name) {
        return directory.resolve(name);
    }

    /// By the system's own program, since code may have nested directories deeper than a path can
    /// say, or taken away the right to look into them.
    @Override
    public void close() {
        List<String> place = List.of("--", directory.toString());
        finish(List.of("chmod", "-R", "u+rwX"), place);
        finish(List.of("rm", "-rf", "--one-file-system"), place);
    }

    private static void finish(List<String> command, List<String> place) {
        List<String> argv = new ArrayList<>(command);
        argv.addAll(place);
        try {
            Process process =
                    new ProcessBuilder(argv)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            boolean _ = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
