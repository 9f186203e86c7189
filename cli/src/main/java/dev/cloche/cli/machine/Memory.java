package dev.cloche.cli.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.OptionalLong;

/// Memory of some processes.
///
/// @param rssKb resident; what several share counts for each of them
/// @param pssKb resident; what several share is divided among them. Of a process that does not let
///   itself be looked into, the resident memory
/// @param guessed how many processes those are
public record Memory(long rssKb, long pssKb, int guessed) {

    /// None.
    public static final Memory NONE = new Memory(0, 0, 0);

    /// Of these processes now.
    public static Memory of(Collection<Long> pids) {
        Memory sum = NONE;
        for (long pid : pids) {
            sum = sum.plus(of(pid));
        }
        return sum;
    }

    private static Memory of(long pid) {
        Path process = Path.of("/proc", Long.toString(pid));
        OptionalLong rss = value(process.resolve("status"), "VmRSS:");
        if (rss.isEmpty()) {
            return NONE; // it has ended, or is about to
        }
        OptionalLong pss = value(process.resolve("smaps_rollup"), "Pss:");
        return new Memory(rss.getAsLong(), pss.orElse(rss.getAsLong()), pss.isPresent() ? 0 : 1);
    }

    private static OptionalLong value(Path file, String name) {
        try {
            return value(Files.readString(file), name);
        } catch (IOException _) {
            return OptionalLong.empty();
        }
    }

    /// Pure: the kilobytes on the line that begins with this name.
    static OptionalLong value(String text, String name) {
        return text.lines()
                .filter(line -> line.startsWith(name))
                .mapToLong(line ->
                        Long.parseLong(line.substring(name.length()).replace("kB", "").strip()))
                .findFirst();
    }

    /// Both together.
    public Memory plus(Memory other) {
        return new Memory(rssKb + other.rssKb, pssKb + other.pssKb, guessed + other.guessed);
    }
}
