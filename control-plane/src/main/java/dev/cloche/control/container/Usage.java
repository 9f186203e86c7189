package dev.cloche.control.container;

import java.util.Arrays;

/// Reads from `/proc` how busy a machine is.
final class Usage {

    private static final int IDLE = 3;
    private static final int WAITING = 4;
    private static final int COUNTED = 8;

    private Usage() {}

    /// Ticks since the machine started.
    record Times(long busy, long all) {

        double busySince(Times before) {
            long passed = all - before.all;
            return passed <= 0 ? 0 : Math.clamp((double) (busy - before.busy) / passed, 0, 1);
        }
    }

    /// Of all processors together; what guests use is counted in `user` already.
    static Times times(String stat) {
        long[] ticks =
                Arrays.stream(stat.lines().findFirst().orElseThrow().split("\\s+"))
                        .skip(1)
                        .limit(COUNTED)
                        .mapToLong(Long::parseLong)
                        .toArray();
        long all = Arrays.stream(ticks).sum();
        return new Times(all - ticks[IDLE] - ticks[WAITING], all);
    }

    /// The share that is not available.
    static double memory(String meminfo) {
        return 1 - (double) kilobytes(meminfo, "MemAvailable:") / kilobytes(meminfo, "MemTotal:");
    }

    private static long kilobytes(String meminfo, String name) {
        return meminfo.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.split("\\s+"))
                .mapToLong(words -> Long.parseLong(words[1]))
                .findFirst()
                .orElseThrow();
    }
}
