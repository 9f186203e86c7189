package dev.cloche.control.template;

import dev.cloche.api.template.ResourceLimits;
import dev.cloche.control.kernel.ByteSize;
import dev.cloche.control.kernel.Refusal;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How much a sandbox may be given at all.
public final class ResourceBounds {

    private static final Pattern CPU = Pattern.compile(ResourceLimits.CPU);
    private static final BigDecimal MIN_CPU = new BigDecimal("0.5");
    private static final BigDecimal MAX_CPU = new BigDecimal("4");
    private static final ByteSize MIN_MEMORY = ByteSize.mebi(256);
    private static final ByteSize MAX_MEMORY = ByteSize.gibi(8);
    private static final ByteSize MIN_DISK = ByteSize.gibi(1);
    private static final ByteSize MAX_DISK = ByteSize.gibi(50);

    private ResourceBounds() {}

    /// @param field that holds it in the request
    /// @throws Refusal when a part that is there is not well formed or out of bounds
    public static void check(String field, ResourceLimits asked) {
        requireCpu(field, asked.cpu());
        requireSize(field + ".memory", asked.memory(), MIN_MEMORY, MAX_MEMORY, "256Mi and 8Gi");
        requireSize(field + ".disk", asked.disk(), MIN_DISK, MAX_DISK, "1Gi and 50Gi");
        requireProcesses(field, asked.maxProcesses());
    }

    /// What was asked for, and the rest from elsewhere.
    public static ResourceLimits fill(ResourceLimits asked, ResourceLimits rest) {
        return new ResourceLimits(
                asked.cpu() == null ? rest.cpu() : asked.cpu(),
                asked.memory() == null ? rest.memory() : asked.memory(),
                asked.disk() == null ? rest.disk() : asked.disk(),
                asked.maxProcesses() == null ? rest.maxProcesses() : asked.maxProcesses());
    }

    private static void requireCpu(String field, @Nullable String cpu) {
        if (cpu != null
                && (!CPU.matcher(cpu).matches()
                        || new BigDecimal(cpu).compareTo(MIN_CPU) < 0
                        || new BigDecimal(cpu).compareTo(MAX_CPU) > 0)) {
            throw Refusal.invalid(
                    "Field '" + field + ".cpu' must be a decimal number between 0.5 and 4");
        }
    }

    private static void requireSize(
            String field, @Nullable String size, ByteSize min, ByteSize max, String between) {
        if (size == null) {
            return;
        }
        boolean fits =
                ByteSize.parse(size)
                        .filter(bytes -> bytes.compareTo(min) >= 0 && bytes.compareTo(max) <= 0)
                        .isPresent();
        if (!fits) {
            throw Refusal.invalid("Field '" + field + "' must be a size between " + between);
        }
    }

    static void requireProcesses(String field, @Nullable Integer processes) {
        if (processes != null
                && (processes < ResourceLimits.LEAST_PROCESSES
                        || processes > ResourceLimits.MOST_PROCESSES)) {
            throw Refusal.invalid(
                    "Field '" + field + ".max_processes' must be between 32 and 1024");
        }
    }
}
