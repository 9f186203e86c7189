package dev.cloche.executor.dependency;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cloche.api.dependency.DependencyStatus;
import dev.cloche.api.executor.InstallationOrder;
import dev.cloche.api.executor.InstallationReport;
import dev.cloche.api.session.SessionId;
import dev.cloche.executor.process.Spawner;
import dev.cloche.executor.session.BoundSession;
import dev.cloche.executor.session.Sessions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Installs packages for sessions. What is installed is seen by the session's next runs when all of
/// it is there; what fails changes nothing.
public final class Installations {

    private static final Logger LOG = Logger.getLogger(Installations.class);
    private static final int AT_ONCE = 4;

    private final Spawner spawner;
    private final Sessions sessions;
    private final Drafts drafts;
    private final Doors doors;
    private final InstallerRun run;
    private final ObjectMapper json;
    private final Executor threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore places = new Semaphore(AT_ONCE, true);
    private final Map<SessionId, Installation> latest = new ConcurrentHashMap<>();

    public Installations(
            Spawner spawner, Sessions sessions, Drafts drafts, Doors doors, ObjectMapper json) {
        this.spawner = spawner;
        this.sessions = sessions;
        this.drafts = drafts;
        this.doors = doors;
        this.run = new InstallerRun(json);
        this.json = json;
    }

    /// Begins an attempt, unless it has been begun.
    ///
    /// @return how it went, when it is over
    public CompletableFuture<InstallationReport> install(
            BoundSession session, InstallationOrder order) {
        Installation fresh = new Installation(order, json);
        Installation now =
                latest.compute(
                        session.id(),
                        (_, known) ->
                                known != null && known.order().attempt() >= order.attempt()
                                        ? known
                                        : inPlaceOf(known, fresh));
        if (now == fresh) {
            threads.execute(() -> carryOut(session, fresh));
        }
        return now.order().attempt() == order.attempt()
                ? now.outcome()
                : CompletableFuture.completedFuture(
                        InstallationReport.failed("another installation has been asked for since"));
    }

    /// The session is over: what is being installed is not any more, and what was is deleted.
    public void release(SessionId session) {
        Installation known = latest.remove(session);
        if (known != null && !abandon(known)) {
            threads.execute(() -> drafts.deleteOthers(session, List.of()));
        }
    }

    private Installation inPlaceOf(@Nullable Installation known, Installation fresh) {
        if (known != null) {
            abandon(known);
        }
        return fresh;
    }

    /// Whether there was something to stop; whoever carries it out tidies up then.
    private boolean abandon(Installation known) {
        if (!known.abandon()) {
            return false;
        }
        if (known.child() != 0) {
            spawner.stop(known.child());
        }
        return true;
    }

    private void carryOut(BoundSession session, Installation installation) {
        InstallationReport report;
        try {
            places.acquire();
            try {
                report = attempt(session, installation);
            } finally {
                places.release();
            }
        } catch (IOException problem) {
            LOG.errorf(problem, "packages of %s not installed", session.id());
            report = InstallationReport.failed("the installer does not start");
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            report = InstallationReport.failed("the executor ends");
        }
        settle(session, installation, report);
    }

    private InstallationReport attempt(BoundSession session, Installation installation)
            throws IOException, InterruptedException {
        InstallationOrder order = installation.order();
        Path draft = drafts.make(session.id(), order.attempt());
        Process door = doors.open(draft, order.places());
        try {
            installation.runsAs(
                    spawner.start(
                            run.request(session, draft.getFileName().toString(), order),
                            installation));
            if (installation.abandoned()) {
                spawner.stop(installation.child()); // it was given up before it had a name
            }
            return installation.report();
        } finally {
            door.destroyForcibly();
        }
    }

    // Directories of a session are deleted only when no run sees them: the last but one may still
    // be
    // in use by runs that began before.
    private void settle(
            BoundSession session, Installation installation, InstallationReport report) {
        SessionId id = session.id();
        String name = Drafts.name(id, installation.order().attempt());
        boolean complete = report.status() == DependencyStatus.COMPLETED;
        if (complete && !installation.abandoned() && sessions.show(id, name)) {
            spawner.forget(id.value());
            session.packages()
                    .ifPresentOrElse(
                            before -> drafts.deleteOthers(id, List.of(name, before)),
                            () -> drafts.deleteOthers(id, List.of(name)));
        } else if (sessions.holds(id)) {
            drafts.delete(name);
        } else {
            drafts.deleteOthers(id, List.of());
        }
        LOG.infof("packages of %s: %s", id, report.status());
        installation.outcome().complete(report);
    }
}
