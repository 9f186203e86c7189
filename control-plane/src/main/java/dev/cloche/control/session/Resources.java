package dev.cloche.control.session;

import dev.cloche.api.executor.RunLimits;
import dev.cloche.api.template.ResourceLimits;
import dev.cloche.control.kernel.ByteSize;
import dev.cloche.control.kernel.Refusal;
import dev.cloche.control.template.ResourceBounds;
import org.jspecify.annotations.Nullable;

/// What a session may use: what was asked for, filled up from the template, within the platform's
/// bounds.
final class Resources {

    private static final ByteSize MIN_MEMORY = ByteSize.mebi(256);
    private static final ByteSize MIN_DISK = ByteSize.gibi(1);
    private static final int DEFAULT_PROCESSES = 128;
    private static final long OUTPUT_KEPT = 1L << 20;
    private static final long OUTPUT_ALLOWED = 10L << 20;

    private Resources() {}

    /// @throws Refusal when a part is not well formed or out of bounds
    static ResourceLimits choose(@Nullable ResourceLimits asked, ResourceLimits template) {
        if (asked == null) {
            return template;
        }
        ResourceBounds.check("resources", asked);
        return ResourceBounds.fill(asked, template);
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
}
