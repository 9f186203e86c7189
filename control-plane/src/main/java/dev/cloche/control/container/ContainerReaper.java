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

    /// After which part of the limit an executor is asked, in percent: later than it reports
    /// anyway, and early enough for what runs in it, of which the last news may be one report
    /// older.
    private static final int ASKED = 40;

    /// How many times the limit an executor may go without reporting while it answers: what runs in
    /// it cannot be concluded meanwhile.
    private static final int UNREPORTED = 4;

    /// For what an executor still has to report of a session that is over.
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    /// The same, since a break in hearing that ended then.
    ContainerReaper hearingSince(Instant then) {
        return new ContainerReaper(startLimit, silenceLimit, then);
    }

    /// @param urls of the control planes that live
    ContainerVerdict judge(ContainerRow row, Sight sight, Set<String> urls, Instant now) {
        return switch (row.state()) {
            case EXITED -> new ContainerVerdict.Leave();
            case STARTING ->
                    past(row.createdAt(), startLimit, now)
                            ? new ContainerVerdict.Bury("its executor did not report in time")
                            : new ContainerVerdict.Leave();
            case WARM, CLAIMED, DRAINING -> judgeRunning(row, sight, urls, now);
        };
    }

    private ContainerVerdict judgeRunning(
            ContainerRow row, Sight sight, Set<String> urls, Instant now) {
        if (!sight.alive()) {
            return new ContainerVerdict.Bury("its process is gone");
        }
        Instant reported = row.lastSeenAt() == null ? now : row.lastSeenAt();
        Instant heard = sight.answered().filter(reported::isBefore).orElse(reported);
        if (past(heard, silenceLimit, now)) {
            return new ContainerVerdict.Bury("its executor is silent");
        }
        if (past(reported, silenceLimit.multipliedBy(UNREPORTED), now)) {
            return new ContainerVerdict.Bury("its executor answers, but does not report");
        }
        if (row.idleSince() != null
                && row.sessions() == 0
                && (sight.outdated() || isDone(row, now))) {
            return new ContainerVerdict.Retire();
        }
        if (past(heard, silenceLimit.multipliedBy(ASKED).dividedBy(100), now)) {
            return new ContainerVerdict.Ask();
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
