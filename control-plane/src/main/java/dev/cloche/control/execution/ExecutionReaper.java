package dev.cloche.control.execution;

import dev.cloche.api.execution.ExecutionStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Decides what the silence about an execution means. Pure: the reconciler reads, asks, and then
/// acts.
///
/// @param heartbeatLimit how long a running execution may be silent; executors report every 5
///   seconds
/// @param cancelLimit how long the report of a cancelled execution may take
/// @param listeningSince since when this control plane could hear reports; silence before that says
///   nothing
record ExecutionReaper(Duration heartbeatLimit, Duration cancelLimit, Instant listeningSince) {

    /// How often an execution is run again.
    static final int MOST_RETRIES = 3;

    /// How long an attempt waits for the next one at most.
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    /// The same, since a break in hearing that ended then.
    ExecutionReaper hearingSince(Instant then) {
        return new ExecutionReaper(heartbeatLimit, cancelLimit, then);
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
        boolean silent =
                execution
                        .heardAt()
                        .filter(heard -> latest(heard).plus(heartbeatLimit).isBefore(now))
                        .isPresent();
        return silent
                ? lost(
                        execution,
                        "its executor has not been heard of for "
                                + heartbeatLimit.toSeconds()
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
        return asked.filter(then -> then.plus(cancelLimit).isBefore(now)).isPresent();
    }

    private Instant latest(Instant heard) {
        return heard.isBefore(listeningSince) ? listeningSince : heard;
    }
}
