package dev.cloche.control.runtime.local;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// What tells one process from every other, also after its number was given to another one, the
/// clock was set, or the machine was restarted.
///
/// @param startTicks when it started, in the kernel's ticks since the machine did
/// @param bootId which run of the machine that was
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record ProcessMark(long pid, long startTicks, String bootId) {

    // Fields of /proc/PID/stat after the name, which stands in brackets and may hold anything.
    private static final int STATE = 0;
    private static final int SESSION = 3;
    private static final int START_TICKS = 19;

    /// The mark of a process that lives now.
    static Optional<ProcessMark> of(long pid) {
        try {
            return parse(pid, stat(pid), thisBoot());
        } catch (IOException e) {
            return Optional.empty(); // no such process, or none any more
        }
    }

    /// Pure: the mark in a line of the kernel's; empty for a process that only waits to be buried.
    static Optional<ProcessMark> parse(long pid, String stat, String bootId) {
        String[] fields = fields(stat);
        return isDead(fields)
                ? Optional.empty()
                : Optional.of(new ProcessMark(pid, Long.parseLong(fields[START_TICKS]), bootId));
    }

    /// Whether a process lives and belongs to a session.
    static boolean isIn(long session, long pid) {
        try {
            String[] fields = fields(stat(pid));
            return !isDead(fields) && Long.parseLong(fields[SESSION]) == session;
        } catch (IOException e) {
            return false; // it has ended meanwhile
        }
    }

    private static String stat(long pid) throws IOException {
        return Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    }

    private static String[] fields(String stat) {
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    }

    private static boolean isDead(String[] fields) {
        return "ZX".contains(fields[STATE]);
    }

    /// Whether this very process lives.
    boolean isAlive() {
        return of(pid).filter(this::equals).isPresent();
    }

    /// Whether the machine has not been restarted since.
    boolean isOfThisBoot() {
        try {
            return bootId.equals(thisBoot());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot tell which run of the machine this is", e);
        }
    }

    /// The process, if it lives.
    Optional<ProcessHandle> handle() {
        return isAlive() ? ProcessHandle.of(pid) : Optional.empty();
    }

    static String thisBoot() throws IOException {
        return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    }
}
