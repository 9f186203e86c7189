package dev.cloche.control.execution;

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

    /// The same, since a break in hearing that ended then.
    ExecutionReaper hearingSince(Instant then) {
        return new ExecutionReaper(heartbeatLimit, cancelLimit, then);
    }

    ExecutionVerdict judge(ExecutionAge execution, Instant now) {
        if (execution.status().isFinal()) {
            return new ExecutionVerdict.Leave();
        }
        if (execution.containerGone()) {
            return new ExecutionVerdict.Lost("its container is gone");
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
                ? new ExecutionVerdict.Lost(
                        "its executor has not been heard of for "
                                + heartbeatLimit.toSeconds()
                                + " s")
                : new ExecutionVerdict.Leave();
    }

    private boolean isLongAgo(Optional<Instant> asked, Instant now) {
        return asked.filter(then -> then.plus(cancelLimit).isBefore(now)).isPresent();
    }

    private Instant latest(Instant heard) {
        return heard.isBefore(listeningSince) ? listeningSince : heard;
    }
}
