package dev.cloche.cli.bench.executor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The user that an executor runs as when this process is root.
final class SpareUser {
    // the end of the range that systemd keeps for users which exist only while a service runs
    private static final int FIRST = 65_000;
    private static final int LAST = 65_519;

    private SpareUser() {}

    /// One that no process has; empty when there are no rights to give up.
    static OptionalInt needed() {
        return owner(Path.of("/proc/self")) == 0
                ? OptionalInt.of(free(owners()))
                : OptionalInt.empty();
    }

    /// Pure.
    static int free(Set<Integer> taken) {
        return IntStream.rangeClosed(FIRST, LAST)
                .map(id -> LAST - (id - FIRST))
                .filter(id -> !taken.contains(id))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("every spare user is in use"));
    }

    private static Set<Integer> owners() {
        try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
            return entries.map(SpareUser::owner).collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int owner(Path path) {
        try {
            return (int)
                    Files.getAttribute(path.toRealPath(), "unix:uid", LinkOption.NOFOLLOW_LINKS);
        } catch (IOException _) {
            return -1; // a process that has ended meanwhile
        }
    }
}
