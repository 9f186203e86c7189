package dev.cloche.control.execution;

import dev.cloche.api.execution.ExecutionStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Decides what the silence about an execution means. Pure: the reconciler reads, asks, and then
/// acts.
///
/// @param listeningSince since when this control plane could hear reports; silence before that says
///   nothing
/// @param watchingSince since when executions could begin as far as this control plane knows; what
///   they waited before that does not count
record ExecutionReaper(Limits limits, Instant listeningSince, Instant watchingSince) {

    /// How often an execution is run again.
    static final int MOST_RETRIES = 3;

    /// How long an attempt waits for the next one at most.
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    /// How long executions may be in each way.
    ///
    /// @param heartbeat how long a running one may be silent; executors report every 5 seconds
    /// @param cancel how long the report of a cancelled one may take
    /// @param pending how long one may wait to begin; the pauses between attempts do not count
    record Limits(Duration heartbeat, Duration cancel, Duration pending) {}

    /// The same, after breaks that ended then.
    ExecutionReaper since(Instant hearing, Instant watching) {
        return new ExecutionReaper(limits, hearing, watching);
    }

    ExecutionVerdict judge(ExecutionAge execution, Instant now) {
        if (execution.status().isFinal()) {
            return new ExecutionVerdict.Leave();
        }
        if (execution.status() == ExecutionStatus.CRASHED) {
            return judgeCrashed(execution);
        }
        if (execution.starved()) {
            return new ExecutionVerdict.Starved(
                    "it used more memory than its container may, and ended with it");
        }
        if (execution.containerGone()) {
            return lost(execution, "its container is gone");
        }
        if (isLongAgo(execution.sessionEndedAt(), now)) {
            return new ExecutionVerdict.Cancelled("its session is over");
        }
        if (isLongAgo(execution.cancelAskedAt(), now)) {
            return new ExecutionVerdict.Cancelled("its caller cancelled it");
        }
        if (execution.heardAt().isPresent()) {
            return judgeSilence(execution, execution.heardAt().get(), now);
        }
        boolean expired =
                execution.status() == ExecutionStatus.PENDING
                        && later(execution.pendingSince(), watchingSince)
                                .plus(limits.pending())
                                .isBefore(now);
        return expired
                ? new ExecutionVerdict.Expired(limits.pending())
                : new ExecutionVerdict.Leave();
    }

    private ExecutionVerdict judgeSilence(ExecutionAge execution, Instant heard, Instant now) {
        return later(heard, listeningSince).plus(limits.heartbeat()).isBefore(now)
                ? lost(
                        execution,
                        "its executor has not been heard of for "
                                + limits.heartbeat().toSeconds()
                                + " s")
                : new ExecutionVerdict.Leave();
    }

    // It waits for its next attempt, which its session may never see.
    private static ExecutionVerdict judgeCrashed(ExecutionAge execution) {
        if (execution.cancelAskedAt().isPresent()) {
            return new ExecutionVerdict.Cancelled("its caller cancelled it");
        }
        return execution.sessionEndedAt().isPresent()
                ? new ExecutionVerdict.Lost("its container is gone, and its session is over")
                : new ExecutionVerdict.Leave();
    }

    /// What becomes of an attempt that the platform has lost.
    static ExecutionVerdict lost(ExecutionAge execution, String why) {
        boolean another =
                execution.repeatable()
                        && execution.attempt() <= MOST_RETRIES
                        && execution.cancelAskedAt().isEmpty()
                        && execution.sessionEndedAt().isEmpty();
        return another
                ? new ExecutionVerdict.Again(why, pause(execution.attempt()))
                : new ExecutionVerdict.Lost(why);
    }

    private static Duration pause(int attempt) {
        Duration doubled = FIRST_PAUSE.multipliedBy(1L << (attempt - 1));
        return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }

    private boolean isLongAgo(Optional<Instant> asked, Instant now) {
        return asked.filter(then -> then.plus(limits.cancel()).isBefore(now)).isPresent();
    }

    private static Instant later(Instant one, Instant other) {
        return one.isBefore(other) ? other : one;
    }
}
