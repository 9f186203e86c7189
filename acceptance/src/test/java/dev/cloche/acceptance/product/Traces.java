package dev.cloche.acceptance.product;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What a session leaves on the machine, apart from its workspace, which is kept for a while.
///
/// @param session its id, which is in the name of its workspace: a process that has that in view
///   shows it
/// @param home the directory of the container that it was in
/// @param earlier what had died and was not buried before the session did anything
public record Traces(Product product, String session, Path home, List<LivingProcess> earlier) {

    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
    private static final Path SEGMENTS = Path.of("/proc/sysvipc/shm");
    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");
    private static final int DEEPEST_GROUP = 12;
    private static final List<Path> COMMON_PLACES =
            List.of(
                    Path.of("/tmp"),
                    Path.of("/var/tmp"),
                    Path.of("/dev/shm"),
                    Path.of("/dev/mqueue"),
                    Path.of("/run"));

    /// The first digits of the keys of System V segments that hostile programs make here.
    private static final int KEYS = 0x0C10C4;

    /// Those of a session that has not done anything yet.
    public static Traces of(Product product, Sandbox sandbox) {
        String container = sandbox.container();
        Path home = product.data().resolve("containers").resolve(container);
        return new Traces(product, sandbox.id(), home, product.zombies());
    }

    public Traces {
        earlier = List.copyOf(earlier);
    }

    /// All that should not be there when the session is over.
    public List<String> all() {
        List<String> found = new ArrayList<>();
        LivingProcess.mentioning(session).forEach(one -> found.add("process " + one));
        product.zombies().stream()
                .filter(one -> !earlier.contains(one))
                .forEach(one -> found.add("zombie " + one));
        found.addAll(lines(MOUNTS).stream().filter(line -> line.contains(session)).toList());
        found.addAll(lines(SEGMENTS).stream().filter(Traces::isOurs).toList());
        addGroups(CGROUPS, DEEPEST_GROUP, found);
        for (Path place : COMMON_PLACES) {
            names(place).stream().filter(this::isItsUsers).forEach(one -> found.add("file " + one));
        }
        names(home.resolve("spool")).forEach(one -> found.add("report " + one));
        return List.copyOf(found);
    }

    /// Removes the workspace sooner than the product would.
    public void removeWorkspace() throws IOException, InterruptedException {
        DataDirectory.delete(home.resolve("workspaces").resolve(session));
    }

    private static boolean isOurs(String segment) {
        String key = segment.strip().split("\\s+", -1)[0];
        return key.matches("-?[0-9]+") && Integer.parseInt(key) >> 8 == KEYS;
    }

    // Where the product was started as root, each container's user is its own; else it is ours.
    private boolean isItsUsers(Path file) {
        int user = LivingProcess.ownerOf(home.resolve("workspaces"));
        return user != LivingProcess.ownUser() && LivingProcess.ownerOf(file) == user;
    }

    private void addGroups(Path directory, int depth, List<String> found) {
        for (Path one : names(directory)) {
            if (Files.isDirectory(one) && !Files.isSymbolicLink(one)) {
                if (one.getFileName().toString().contains(session)) {
                    found.add("group " + one);
                } else if (depth > 0) {
                    addGroups(one, depth - 1, found);
                }
            }
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    // What goes away while one looks is not there.
    private static List<Path> names(Path directory) {
        List<Path> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            entries.forEach(names::add);
        } catch (NoSuchFileException gone) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + directory, e);
        }
        return List.copyOf(names);
    }
}
