package dev.cloche.control.container;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.executor.ContainerExited;
import dev.cloche.api.executor.ContainerReady;
import dev.cloche.api.template.Isolation;
import dev.cloche.control.kernel.Refusal;
import dev.cloche.control.replica.Replicas;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;

/// What executors report of their containers.
@Singleton
final class ContainerReports {

    private final ContainerStore store;
    private final ContainerLosses losses;
    private final Replicas replicas;
    private final Event<ContainerOpened> news;
    private final Clock clock;

    ContainerReports(
            ContainerStore store,
            ContainerLosses losses,
            Replicas replicas,
            Event<ContainerOpened> news,
            Clock clock) {
        this.store = store;
        this.losses = losses;
        this.replicas = replicas;
        this.news = news;
        this.clock = clock;
    }

    /// An executor listens, or still does.
    ///
    /// @param host where the report came from, which is where its executor can be reached
    Uni<Void> ready(ContainerId id, String host, ContainerReady report) {
        return store.beat(id, host, replicas.url(), report, clock.instant())
                .flatMap(beat -> admit(id, beat, report));
    }

    /// An executor says good-bye.
    Uni<Void> exited(ContainerId id, ContainerExited report) {
        String reason =
                "exited with "
                        + report.exitCode()
                        + (report.exitReason() == null
                                ? ""
                                : " (" + report.exitReason().wire() + ")");
        return losses.lost(id, ErrorCode.EXECUTOR_UNREACHABLE, reason);
    }

    private Uni<Void> admit(
            ContainerId id, Optional<ContainerStore.Beat> beat, ContainerReady report) {
        if (beat.isEmpty()) {
            throw new Refusal(ErrorCode.INTERNAL_UNAUTHORIZED, "container " + id + " is gone");
        }
        ContainerRow row = beat.get().row();
        Isolation found = row.isolation() == null ? Isolation.NONE : row.isolation();
        if (!found.satisfies(row.isolationRequired())) {
            return losses.lost(
                    id, ErrorCode.ISOLATION_UNAVAILABLE, insufficient(row, found, report));
        }
        if (beat.get().opened()) {
            Log.infof("container ready id=%s isolation=%s", id, found.wire());
            row.live().map(ContainerOpened::new).ifPresent(news::fire);
        }
        return Uni.createFrom().voidItem();
    }

    private static String insufficient(ContainerRow row, Isolation found, ContainerReady report) {
        String why = report.isolationDetail() == null ? "" : ": " + report.isolationDetail();
        return "its template requires isolation '"
                + row.isolationRequired().wire()
                + "', the host gives '"
                + found.wire()
                + "'"
                + why;
    }
}
