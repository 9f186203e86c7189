package dev.cloche.cli.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// The processors of the machine, all of them together.
public final class Processors {

    private static final Path STAT = Path.of("/proc/stat");

    // user, nice, system, idle, iowait, irq, softirq, …: see proc_stat(5)
    private static final int[] WORK = {1, 2, 3, 6, 7};

    private Processors() {}

    /// Milliseconds that they have worked since the machine was started, for whomever.
    public static double busyMillis() {
        try {
            return busyMillis(Files.readString(STAT));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + STAT, e);
        }
    }

    /// Pure.
    static double busyMillis(String stat) {
        String[] ticks = stat.lines().findFirst().orElseThrow().split(" +", -1);
        return ProcessTable.MILLIS_PER_TICK
                * Arrays.stream(WORK).mapToLong(which -> Long.parseLong(ticks[which])).sum();
    }
}
