package dev.cloche.control.runtime.local;

import dev.cloche.api.container.ContainerId;
import dev.cloche.control.runtime.SpareUser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/// Gives each container cgroups of its own, when this process is root and the machine lets it, and
/// takes them away again. Nothing of it keeps a container from starting: one that gets none is held
/// by its other limits.
final class Cgroups {

    private static final Logger LOG = Logger.getLogger(Cgroups.class);

    private final List<CgroupGround> grounds;
    private final CgroupRecord record;
    private final ReentrantLock shaping = new ReentrantLock();
    private final Set<Object> complained = ConcurrentHashMap.newKeySet();

    private Cgroups(List<CgroupGround> grounds, CgroupRecord record) {
        this.grounds = List.copyOf(grounds);
        this.record = record;
    }

    /// Looks what there is, and changes nothing yet.
    ///
    /// @param containers the directory of all containers, which tells this platform's groups from
    ///   those of another one on the same machine
    static Cgroups ofThisHost(Path containers) {
        var record = new CgroupRecord(containers.resolve("cgroups"));
        if (!SpareUser.needed()) {
            return new Cgroups(List.of(), record);
        }
        try {
            List<Hierarchy> hierarchies =
                    Hierarchy.parse(
                            Files.readAllLines(Path.of("/proc/self/mountinfo")),
                            Files.readAllLines(Path.of("/proc/self/cgroup")));
            return new Cgroups(CgroupGround.in(hierarchies, containers), record);
        } catch (IOException e) {
            LOG.warn("cannot tell which cgroups there are; containers go without", e);
            return new Cgroups(List.of(), record);
        }
    }

    /// Makes a container's groups and gives them to its user. None is the answer when there are
    /// none to be had.
    Delegation delegate(ContainerId id, SpareUser user) {
        SortedMap<String, Path> places = new TreeMap<>();
        shaping.lock();
        try {
            record.keep(grounds.stream().map(CgroupGround::directory).toList());
            grounds.forEach(ground -> delegate(ground, id, user, places));
        } catch (UncheckedIOException e) {
            complain("the record of them", e);
        } finally {
            shaping.unlock();
        }
        return new Delegation(places);
    }

    private void delegate(
            CgroupGround ground, ContainerId id, SpareUser user, SortedMap<String, Path> places) {
        try {
            Path place = ground.make(id, user);
            ground.names().forEach(name -> places.put(name, place));
        } catch (IOException | UncheckedIOException e) {
            complain(ground.directory(), e);
            remove(ground.directory(), id);
        }
    }

    private void complain(Object about, Exception problem) {
        if (complained.add(about)) {
            LOG.warnf("Containers go without cgroups because of %s: %s", about, problem);
        }
    }

    /// Takes away the groups of a container that is over, and whatever still lives in them.
    void remove(ContainerId id) {
        Set<Path> known = recorded();
        grounds.forEach(ground -> known.add(ground.directory()));
        known.forEach(base -> remove(base, id));
    }

    private void remove(Path base, ContainerId id) {
        try {
            new CgroupRemoval(base.resolve(id.value())).run();
            discard(base);
        } catch (IOException | UncheckedIOException e) {
            LOG.warnf("the cgroup %s/%s is left behind: %s", base, id, e);
        }
    }

    // The last one to go takes the directory of all with it.
    private void discard(Path base) throws IOException {
        shaping.lock();
        try {
            Files.deleteIfExists(base);
        } catch (DirectoryNotEmptyException e) {
            LOG.debugf("%s is still used", base);
        } catch (FileSystemException e) {
            if (Files.exists(base) && isEmpty(base)) {
                throw e;
            }
        } finally {
            shaping.unlock();
        }
    }

    private static boolean isEmpty(Path base) throws IOException {
        try (Stream<Path> entries = Files.list(base)) {
            return entries.noneMatch(Files::isDirectory);
        }
    }

    private Set<Path> recorded() {
        try {
            return new HashSet<>(record.bases());
        } catch (UncheckedIOException e) {
            complain("the record of them", e);
            return new HashSet<>();
        }
    }

    /// Removes what earlier control planes left.
    ///
    /// @param lives which containers are not over
    /// @return of how many containers there was something
    int sweep(Predicate<ContainerId> lives) {
        return recorded().stream().mapToInt(base -> sweep(base, lives)).sum();
    }

    private int sweep(Path base, Predicate<ContainerId> lives) {
        try {
            if (!Files.exists(base)) {
                record.forget(base);
                return 0;
            }
            try (Stream<Path> entries = Files.list(base)) {
                List<ContainerId> left =
                        entries.map(path -> path.getFileName().toString())
                                .filter(name -> name.matches(ContainerId.PATTERN))
                                .map(ContainerId::new)
                                .filter(lives.negate())
                                .toList();
                left.forEach(id -> remove(base, id));
                return left.size();
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warnf("cannot look for left cgroups in %s: %s", base, e);
            return 0;
        }
    }
}
