package dev.cloche.executor.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How much memory this process has.
final class Memory {

    private static final Pattern RESIDENT =
            Pattern.compile("^VmRSS:\\s+([0-9]+) kB$", Pattern.MULTILINE);
    private static final int KILO = 1024;

    private Memory() {}

    /// Bytes; nothing where the kernel does not tell.
    static OptionalLong resident() {
        try {
            return resident(Files.readString(Path.of("/proc/self/status")));
        } catch (IOException unreadable) {
            return OptionalLong.empty();
        }
    }

    /// Of what the kernel says of a process.
    static OptionalLong resident(String status) {
        Matcher told = RESIDENT.matcher(status);
        return told.find()
                ? OptionalLong.of(Long.parseLong(told.group(1)) * KILO)
                : OptionalLong.empty();
    }
}
