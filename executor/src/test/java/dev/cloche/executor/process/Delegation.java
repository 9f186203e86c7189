package dev.cloche.executor.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A subtree of cgroups that root delegated to somebody else, where the tests are root's and the
/// machine lets them.
public final class Delegation implements AutoCloseable {

    private static final AtomicInteger NAMES = new AtomicInteger();

    private final List<Path> groups = new ArrayList<>();
    private final Path subtree;
    private final int user;
    private final String name =
            "cloche-test-" + ProcessHandle.current().pid() + "-" + NAMES.incrementAndGet();
    private final boolean works;

    /// Delegates to the user, with the subtree in a new directory.
    public Delegation(Path subtree, int user) throws IOException {
        this.subtree = Files.createDirectory(subtree);
        this.user = user;
        this.works =
                Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0) && delegateAll();
    }

    /// Whether there is one.
    public boolean works() {
        return works;
    }

    /// The directory with an entry for each hierarchy.
    public Path subtree() {
        return subtree;
    }

    /// Files into which a process that is to live there writes its number.
    public List<Path> entrances() {
        return groups.stream().map(group -> group.resolve("executor/cgroup.procs")).toList();
    }

    /// Bounds the memory of what enters, in bytes.
    public void hold(long memory) throws IOException {
        for (Path group : groups) {
            for (String file : List.of("memory.limit_in_bytes", "memory.max")) {
                Path limit = group.resolve("executor").resolve(file);
                if (Files.exists(limit)) {
                    Files.writeString(limit, Long.toString(memory));
                }
            }
        }
    }

    /// Names of the groups of sessions and runs.
    public List<String> left() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path group : groups) {
            try (Stream<Path> inside = Files.list(group)) {
                found.addAll(
                        inside.map(path -> path.getFileName().toString())
                                .filter(one -> one.startsWith("r-") || one.startsWith("s-"))
                                .collect(Collectors.toSet()));
            }
        }
        return found;
    }

    private boolean delegateAll() throws IOException {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/cgroup"))) {
                String[] fields = line.split(":", 3);
                for (String one : List.of("memory", "pids", "cpu", "cpuacct")) {
                    if (List.of(fields[1].split(",", -1)).contains(one)) {
                        delegateOne(one, Path.of("/sys/fs/cgroup", fields[1], fields[2]));
                    }
                }
                if (fields[1].isEmpty()) {
                    delegateUnified(Path.of("/sys/fs/cgroup", fields[2]));
                }
            }
            return !groups.isEmpty();
        } catch (FileSystemException e) {
            assertThat(e.getReason()).isIn("Read-only file system", "Permission denied");
            return false;
        }
    }

    private void delegateUnified(Path own) throws IOException {
        boolean root = !Files.exists(own.resolve("cgroup.type"));
        Path parent = root ? own : own.resolveSibling("");
        if (!Files.exists(parent.resolve("cgroup.subtree_control"))) {
            return; // it is mounted elsewhere, with no controllers, beside those of version 1
        }
        Path group = delegateOne("v2", parent);
        for (Path passing : List.of(parent, group)) {
            Files.writeString(passing.resolve("cgroup.subtree_control"), "+memory +pids +cpu");
        }
        own(group.resolve("cgroup.procs"));
        own(group.resolve("cgroup.subtree_control"));
    }

    private Path delegateOne(String hierarchy, Path parent) throws IOException {
        Path group = parent.resolve(name);
        Files.createDirectories(group.resolve("executor"));
        if (!groups.contains(group)) {
            groups.add(group);
        }
        own(group);
        Files.createSymbolicLink(subtree.resolve(hierarchy), group);
        return group;
    }

    private void own(Path path) throws IOException {
        Files.setAttribute(path, "unix:uid", user);
        Files.setAttribute(path, "unix:gid", user);
    }

    /// Takes it back.
    @Override
    public void close() throws IOException {
        for (Path group : groups) {
            remove(group.resolve("executor"));
            try (Stream<Path> inside = Files.list(group)) {
                for (Path left : inside.filter(Files::isDirectory).toList()) {
                    remove(left);
                }
            }
            remove(group);
        }
    }

    // What was killed may take a moment to be gone.
    private static void remove(Path group) throws IOException {
        long start = System.nanoTime();
        while (true) {
            try {
                Files.deleteIfExists(group);
                return;
            } catch (FileSystemException e) {
                if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(5)) {
                    throw e;
                }
                LockSupport.parkNanos(10_000_000);
            }
        }
    }
}
