package dev.cloche.control.dependency;

import dev.cloche.api.dependency.DependencyStatus;
import dev.cloche.api.dependency.InstalledDependency;
import dev.cloche.api.execution.Language;
import dev.cloche.api.executor.InstallationOrder;
import dev.cloche.api.executor.InstallationReport;
import dev.cloche.control.executor.Executors;
import dev.cloche.control.session.DependencyRules;
import dev.cloche.control.session.Sessions;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Has packages installed by the executors of their sessions, and follows that to its end. Whoever
/// follows one says so; when nobody does any more, the next one who looks goes on, and executors
/// begin nothing twice.
@Singleton
final class DependencyReconciler {

    private static final Duration SILENCE = Duration.ofSeconds(60);

    /// Beyond the time that an executor has.
    private static final Duration GRACE = Duration.ofMinutes(5);

    private static final String PLACE = "/run/cloche/packages/";

    private final DependencyStore store;
    private final PackageIndexes indexes;
    private final Executors executors;
    private final Sessions sessions;
    private final Event<DependenciesSettled> news;
    private final Clock clock;

    DependencyReconciler(
            DependencyStore store,
            PackageIndexes indexes,
            Executors executors,
            Sessions sessions,
            Event<DependenciesSettled> news,
            Clock clock) {
        this.store = store;
        this.indexes = indexes;
        this.executors = executors;
        this.sessions = sessions;
        this.news = news;
        this.clock = clock;
    }

    /// Begins what is wanted; returns at once.
    void begin() {
        take().subscribe()
                .with(_ -> {}, failure -> Log.warnf("packages not begun yet: %s", failure));
    }

    @Scheduled(
            every = "1s",
            delayed = "2s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        return store.giveUp(clock.instant(), GRACE)
                .invoke(given -> given.forEach(id -> news.fire(new DependenciesSettled(id))))
                .flatMap(_ -> take())
                .onFailure()
                .invoke(failure -> Log.warnf("packages of sessions not looked after: %s", failure))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> take() {
        return store.take(clock.instant(), SILENCE)
                .invoke(all -> all.forEach(this::begin))
                .replaceWithVoid();
    }

    private void begin(Wanted wanted) {
        Log.infof("packages wanted session=%s attempt=%d", wanted.session(), wanted.attempt());
        follow(wanted)
                .onFailure()
                .recoverWithUni(failure -> {
                    Log.warnf(
                            "packages of %s not installed yet: %s",
                            wanted.session(), failure.getMessage());
                    return store.giveBack(wanted);
                })
                .subscribe()
                .with(
                        _ -> {},
                        failure ->
                                Log.warnf(
                                        "packages of %s left alone: %s",
                                        wanted.session(), failure.getMessage()));
    }

    private Uni<Void> follow(Wanted wanted) {
        return executors
                .install(wanted.container(), wanted.session(), order(wanted))
                .flatMap(report ->
                        switch (report.status()) {
                            case PENDING, INSTALLING -> followOn(wanted);
                            case COMPLETED, FAILED -> settle(wanted, report);
                        });
    }

    private Uni<Void> followOn(Wanted wanted) {
        return store.beat(wanted, clock.instant())
                .flatMap(still -> still ? follow(wanted) : Uni.createFrom().voidItem());
    }

    private Uni<Void> settle(Wanted wanted, InstallationReport report) {
        Instant now = clock.instant();
        Log.infof(
                "packages %s session=%s attempt=%d",
                report.status().wire(), wanted.session(), wanted.attempt());
        return store.settle(wanted, report.status(), installed(report, now), report.error(), now)
                .flatMap(settled ->
                        settled && wanted.fatal() && report.status() == DependencyStatus.FAILED
                                ? sessions.failWithout(wanted.session())
                                : Uni.createFrom().voidItem())
                .invoke(() -> news.fire(new DependenciesSettled(wanted.session())));
    }

    private InstallationOrder order(Wanted wanted) {
        return new InstallationOrder(
                wanted.attempt(),
                DependencyRules.requirements(wanted.packages(), Language.PYTHON),
                DependencyRules.requirements(wanted.packages(), Language.JAVASCRIPT),
                Duration.ofSeconds(wanted.timeoutSeconds()).toMillis(),
                indexes.variables(),
                indexes.places());
    }

    private static List<InstalledDependency> installed(InstallationReport report, Instant now) {
        return report.installed().stream()
                .map(found ->
                        new InstalledDependency(
                                found.name(),
                                found.version(),
                                found.language(),
                                PLACE + found.language().wire(),
                                now,
                                false))
                .toList();
    }
}
