package dev.cloche.control.container;

import java.util.Set;
import java.time.Duration;
import java.time.Instant;

/// Decides what a container's age and silence ask for. Pure: the reconciler reads, asks, and then
/// acts.
///
/// @param startLimit how long an executor may take until it reports
/// @param silenceLimit how long it may be silent afterwards
/// @param idleLimit how long a container stays without sessions
/// @param listeningSince since when this control plane could hear reports; silence before that says
///   nothing
record ContainerReaper(
        Duration startLimit, Duration silenceLimit, Duration idleLimit, Instant listeningSince) {

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
        if (row.idleSince() != null
                && row.sessions() == 0
                && (outdated || row.idleSince().plus(idleLimit).isBefore(now))) {
            return new ContainerVerdict.Retire();
        }
        return urls.contains(row.controlPlaneUrl())
                ? new ContainerVerdict.Leave()
                : new ContainerVerdict.Greet();
    }

    private boolean past(Instant since, Duration limit, Instant now) {
        Instant heard = since.isBefore(listeningSince) ? listeningSince : since;
        return heard.plus(limit).isBefore(now);
    }
}
