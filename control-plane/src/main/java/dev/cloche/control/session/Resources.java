package dev.cloche.control.session;

import dev.cloche.api.executor.RunLimits;
import dev.cloche.api.template.ResourceLimits;
import dev.cloche.control.kernel.ByteSize;
import dev.cloche.control.kernel.Refusal;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a session may use: what was asked for, filled up from the template, within the platform's
/// bounds.
final class Resources {

    private static final Pattern CPU = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,6})?");
    private static final BigDecimal MIN_CPU = new BigDecimal("0.5");
    private static final BigDecimal MAX_CPU = new BigDecimal("4");
    private static final ByteSize MIN_MEMORY = ByteSize.mebi(256);
    private static final ByteSize MAX_MEMORY = ByteSize.gibi(8);
    private static final ByteSize MIN_DISK = ByteSize.gibi(1);
    private static final ByteSize MAX_DISK = ByteSize.gibi(50);
    private static final int MIN_PROCESSES = 32;
    private static final int MAX_PROCESSES = 1024;
    private static final int DEFAULT_PROCESSES = 128;
    private static final long OUTPUT_KEPT = 1L << 20;
    private static final long OUTPUT_ALLOWED = 10L << 20;

    private Resources() {}

    /// @throws Refusal when a part is not well formed or out of bounds
    static ResourceLimits choose(@Nullable ResourceLimits asked, ResourceLimits template) {
        if (asked == null) {
            return template;
        }
        requireCpu(asked.cpu());
        requireSize("memory", asked.memory(), MIN_MEMORY, MAX_MEMORY, "256Mi and 8Gi");
        requireSize("disk", asked.disk(), MIN_DISK, MAX_DISK, "1Gi and 50Gi");
        requireProcesses(asked.maxProcesses());
        return new ResourceLimits(
                asked.cpu() == null ? template.cpu() : asked.cpu(),
                asked.memory() == null ? template.memory() : asked.memory(),
                asked.disk() == null ? template.disk() : asked.disk(),
                asked.maxProcesses() == null ? template.maxProcesses() : asked.maxProcesses());
    }

    /// The same for an executor, in numbers.
    static RunLimits forRuns(ResourceLimits chosen) {
        return new RunLimits(
                chosen.cpu() == null ? 1 : Double.parseDouble(chosen.cpu()),
                bytes(chosen.memory(), MIN_MEMORY),
                bytes(chosen.disk(), MIN_DISK),
                chosen.maxProcesses() == null ? DEFAULT_PROCESSES : chosen.maxProcesses(),
                OUTPUT_KEPT,
                OUTPUT_ALLOWED);
    }

    private static long bytes(@Nullable String size, ByteSize absent) {
        return (size == null ? absent : ByteSize.parse(size).orElse(absent)).bytes();
    }

    private static void requireCpu(@Nullable String cpu) {
        if (cpu == null) {
            return;
        }
        if (!CPU.matcher(cpu).matches()
                || new BigDecimal(cpu).compareTo(MIN_CPU) < 0
                || new BigDecimal(cpu).compareTo(MAX_CPU) > 0) {
            throw Refusal.invalid(
                    "Field 'resources.cpu' must be a decimal number between 0.5 and 4");
        }
    }

    private static void requireSize(
            String name, @Nullable String size, ByteSize min, ByteSize max, String between) {
        if (size == null) {
            return;
        }
        boolean fits =
                ByteSize.parse(size)
                        .filter(bytes -> bytes.compareTo(min) >= 0 && bytes.compareTo(max) <= 0)
                        .isPresent();
        if (!fits) {
            throw Refusal.invalid(
                    "Field 'resources." + name + "' must be a size between " + between);
        }
    }

    private static void requireProcesses(@Nullable Integer processes) {
        if (processes != null && (processes < MIN_PROCESSES || processes > MAX_PROCESSES)) {
            throw Refusal.invalid("Field 'resources.max_processes' must be between 32 and 1024");
        }
    }
}
