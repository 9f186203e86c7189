package dev.cloche.control.runtime;

import dev.cloche.api.template.ResourceLimits;
import dev.cloche.control.kernel.ByteSize;
import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a container may use as a whole: what its sessions may, and what the executor needs beside
/// them.
///
/// @param milliCores thousandths of a processor core
/// @param memory of all its processes
/// @param disk all that is written in it
public record Room(int milliCores, ByteSize memory, ByteSize disk) {

    private static final int MILLIS = 1000;
    // Executor, spawner and the sandboxes that wait take about 70 MiB; a third of it is reserve.
    private static final ByteSize EXECUTOR = ByteSize.mebi(192);
    private static final ByteSize SPOOL_AND_LOG = ByteSize.mebi(256);
    private static final ResourceLimits LEAST = new ResourceLimits("1", "512Mi", "1Gi", null);

    /// Room for so many sessions with these limits.
    public static Room forSessions(ResourceLimits each, int sessions) {
        return new Room(
                Math.multiplyExact(milliCores(or(each.cpu(), LEAST.cpu())), sessions),
                times(or(each.memory(), LEAST.memory()), sessions, EXECUTOR),
                times(or(each.disk(), LEAST.disk()), sessions, SPOOL_AND_LOG));
    }

    private static int milliCores(String cores) {
        return new BigDecimal(cores).multiply(BigDecimal.valueOf(MILLIS)).intValueExact();
    }

    private static ByteSize times(String each, int sessions, ByteSize ours) {
        long one =
                ByteSize.parse(each)
                        .orElseThrow(() -> new IllegalArgumentException("not a size: " + each))
                        .bytes();
        return new ByteSize(Math.addExact(Math.multiplyExact(one, sessions), ours.bytes()));
    }

    private static String or(@Nullable String given, @Nullable String least) {
        return Optional.ofNullable(given).or(() -> Optional.ofNullable(least)).orElseThrow();
    }
}
