package dev.cloche.cli.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The machine, for whoever compares figures.
///
/// @param cores that this process may use
/// @param cpu as the kernel names it
/// @param kernel release
/// @param memoryMb of the machine
public record Host(int cores, String cpu, String kernel, long memoryMb) {

    /// This one.
    public static Host here() {
        return new Host(
                Runtime.getRuntime().availableProcessors(),
                cpu(text("/proc/cpuinfo")),
                text("/proc/sys/kernel/osrelease").strip(),
                Memory.value(text("/proc/meminfo"), "MemTotal:").orElse(0) >> 10);
    }

    /// Pure: the first name in `/proc/cpuinfo`; other architectures than x86 do not always have
    /// one.
    static String cpu(String cpuinfo) {
        return cpuinfo.lines()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unnamed CPU");
    }

    private static String text(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException _) {
            return "";
        }
    }
}
