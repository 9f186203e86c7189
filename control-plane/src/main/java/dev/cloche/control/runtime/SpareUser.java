package dev.cloche.control.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A numeric user and group that nobody on this machine is, to which root gives up its rights.
///
/// @param id of both user and group
public record SpareUser(int id) {

    /// The range that systemd keeps for users which exist only while a service runs.
    static final int FIRST = 61_184;

    static final int LAST = 65_519;

    public SpareUser {
        if (id <= 0) {
            throw new IllegalArgumentException("not an unprivileged user: " + id);
        }
    }

    /// Whether this process is root, and so has rights to give up.
    public static boolean needed() {
        return effectiveUser() == 0;
    }

    /// One that neither the machine's databases nor a running process nor the caller knows.
    ///
    /// @param taken those that the caller has given away
    public static Optional<SpareUser> choose(RandomGenerator random, Set<Integer> taken) {
        Set<Integer> running = owners();
        return choose(
                random.nextInt(FIRST, LAST + 1),
                id -> taken.contains(id) || running.contains(id) || isKnown(id));
    }

    /// Pure: the first one that is free, counting up from a start and around the end of the range.
    static Optional<SpareUser> choose(int start, IntPredicate isTaken) {
        return IntStream.concat(IntStream.rangeClosed(start, LAST), IntStream.range(FIRST, start))
                .filter(isTaken.negate())
                .mapToObj(SpareUser::new)
                .findFirst();
    }

    /// The beginning of a command line that runs the rest as this user.
    ///
    /// @param setpriv the absolute path of the program
    public List<String> become(String setpriv) {
        String number = Integer.toString(id);
        return List.of(
                setpriv, "--reuid", number, "--regid", number, "--clear-groups", "--no-new-privs");
    }

    /// Makes a file or directory this user's.
    public void own(Path path) {
        try {
            Files.setAttribute(path, "unix:uid", id, LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(path, "unix:gid", id, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot give " + path + " to user " + id, e);
        }
    }

    /// The numeric owner of a file.
    public static int ownerOf(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }

    private static int effectiveUser() {
        // Real, effective, saved and file system user, separated by tabs.
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("Uid:"))
                    .mapToInt(line -> Integer.parseInt(line.split("\t", -1)[2]))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot tell who runs this process", e);
        }
    }

    private static boolean isKnown(int id) {
        String number = Integer.toString(id);
        return Programs.ofThisHost().find("getent").stream()
                .flatMap(getent ->
                        Stream.of("passwd", "group")
                                .map(base -> List.of(getent.toString(), base, number)))
                .anyMatch(argv -> new Command(argv, Duration.ofSeconds(10)).run().succeeded());
    }

    private static Set<Integer> owners() {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes.flatMap(SpareUser::ownerOfLive).collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the processes of this machine", e);
        }
    }

    private static Stream<Integer> ownerOfLive(Path process) {
        try {
            return Stream.of(ownerOf(process));
        } catch (NoSuchFileException e) {
            return Stream.empty(); // it has ended meanwhile
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
