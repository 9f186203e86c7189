package dev.cloche.executor.report;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an answer of the control plane means for a report.
enum Answer {
    /// It is kept there now.
    TAKEN,
    /// It never will be.
    REFUSED,
    /// Somebody has to try once more.
    AGAIN;

    /// Answers that say nothing about the report itself: not known yet, too slow, too much.
    private static final Set<Integer> PASSING = Set.of(401, 408, 425, 429);

    /// @param status absent when nobody answered
    static Answer of(@Nullable Integer status) {
        if (status == null || status >= 500 || PASSING.contains(status)) {
            return AGAIN;
        }
        return status >= 200 && status < 300 ? TAKEN : REFUSED;
    }
}
