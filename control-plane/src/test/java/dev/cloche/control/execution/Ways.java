package dev.cloche.control.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.api.execution.ExecutionStatus;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/// The ways between the states of executions: pending → running → completed, failed, timeout or
/// cancelled; lost ones are crashed, and pending again as the next attempt.
final class Ways {

    private static final Set<ExecutionStatus> ENDS =
            EnumSet.of(
                    ExecutionStatus.COMPLETED,
                    ExecutionStatus.FAILED,
                    ExecutionStatus.TIMEOUT,
                    ExecutionStatus.CANCELLED);
    private static final Map<ExecutionStatus, Set<ExecutionStatus>> WAYS =
            Map.of(
                    ExecutionStatus.PENDING, with(ExecutionStatus.RUNNING, ExecutionStatus.CRASHED),
                    ExecutionStatus.RUNNING, with(ExecutionStatus.CRASHED),
                    ExecutionStatus.CRASHED, with(ExecutionStatus.PENDING));

    private Ways() {}

    /// Fails when something became what it may not become.
    static void requireAllowed(
            String when, ExecutionStatus from, int attempt, ExecutionStatus to, int nextAttempt) {
        boolean again = from == ExecutionStatus.CRASHED && to == ExecutionStatus.PENDING;
        assertThat(nextAttempt).as(when).isEqualTo(again ? attempt + 1 : attempt).isBetween(1, 4);
        if (from != to) {
            assertThat(WAYS.getOrDefault(from, Set.of())).as(when).contains(to);
        }
    }

    private static Set<ExecutionStatus> with(ExecutionStatus... others) {
        Set<ExecutionStatus> all = EnumSet.copyOf(ENDS);
        all.addAll(Set.of(others));
        return all;
    }
}
