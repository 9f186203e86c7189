package dev.cloche.control.container;

import dev.cloche.api.container.ContainerState;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/// Decides what a container's age and silence ask for. Pure: the reconciler reads, asks, and then
/// acts.
///
/// @param startLimit how long an executor may take until it reports
/// @param silenceLimit how long it may be silent afterwards
/// @param listeningSince since when this control plane could hear reports; silence before that says
///   nothing
record ContainerReaper(Duration startLimit, Duration silenceLimit, Instant listeningSince) {

    /// For what an executor still has to report of a session that is over.
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    /// The same, since a break in hearing that ended then.
    ContainerReaper hearingSince(Instant then) {
        return new ContainerReaper(startLimit, silenceLimit, then);
    }

    /// @param alive whether the runtime says that it is there
    /// @param outdated whether it gets no further sessions
    /// @param urls of the control planes that live
    ContainerVerdict judge(
            ContainerRow row, boolean alive, boolean outdated, Set<String> urls, Instant now) {
        return switch (row.state()) {
            case EXITED -> new ContainerVerdict.Leave();
            case STARTING ->
                    past(row.createdAt(), startLimit, now)
                            ? new ContainerVerdict.Bury("its executor did not report in time")
                            : new ContainerVerdict.Leave();
            case WARM, CLAIMED, DRAINING -> judgeRunning(row, alive, outdated, urls, now);
        };
    }

    private ContainerVerdict judgeRunning(
            ContainerRow row, boolean alive, boolean outdated, Set<String> urls, Instant now) {
        if (!alive) {
            return new ContainerVerdict.Bury("its process is gone");
        }
        if (row.lastSeenAt() != null && past(row.lastSeenAt(), silenceLimit, now)) {
            return new ContainerVerdict.Bury("its executor is silent");
        }
        if (row.idleSince() != null && row.sessions() == 0 && (outdated || isDone(row, now))) {
            return new ContainerVerdict.Retire();
        }
        return urls.contains(row.controlPlaneUrl())
                ? new ContainerVerdict.Leave()
                : new ContainerVerdict.Greet();
    }

    private static boolean isDone(ContainerRow row, Instant now) {
        return row.state() == ContainerState.DRAINING
                && row.idleSince() != null
                && row.idleSince().plus(LAST_WORDS).isBefore(now);
    }

    private boolean past(Instant since, Duration limit, Instant now) {
        Instant heard = since.isBefore(listeningSince) ? listeningSince : since;
        return heard.plus(limit).isBefore(now);
    }
}
