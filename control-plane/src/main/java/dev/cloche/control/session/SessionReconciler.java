package dev.cloche.control.session;

import dev.cloche.api.session.SessionId;
import dev.cloche.control.container.Places;
import dev.cloche.control.reconcile.ClockSteps;
import dev.cloche.control.reconcile.Leader;
import dev.cloche.control.reconcile.Listening;
import dev.cloche.control.runtime.ContainerRuntime;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/// Ends sessions whose time is over, and finishes what was cut short.
@Singleton
final class SessionReconciler {

    /// After which an end that has not been finished is taken up again.
    private static final Duration CUT_SHORT = Duration.ofSeconds(10);

    /// By how much the clock may differ from the steady one before it counts as set.
    private static final Duration STEP = Duration.ofSeconds(30);

    /// Between two sweeps that heard everything; the database may be away meanwhile.
    private static final Duration BREAK = Duration.ofSeconds(15);

    private final OverdueStore store;
    private final SessionOpener opener;
    private final SessionEnder ender;
    private final Places places;
    private final ContainerRuntime runtime;
    private final SessionReaper reaper;
    private final ClockSteps steps;
    private final Listening listening;
    private final Duration retention;
    private final Leader leader;
    private final Clock clock;

    SessionReconciler(
            OverdueStore store,
            SessionOpener opener,
            SessionEnder ender,
            Places places,
            ContainerRuntime runtime,
            SessionConfig config,
            Leader leader,
            Clock clock) {
        this.store = store;
        this.opener = opener;
        this.ender = ender;
        this.places = places;
        this.runtime = runtime;
        this.reaper =
                new SessionReaper(
                        config.patience(), config.lifetime(), Instant.EPOCH, clock.instant());
        this.steps = new ClockSteps(STEP, clock.instant(), System.nanoTime());
        this.listening = new Listening(BREAK, clock.instant());
        this.retention = config.retention();
        this.leader = leader;
        this.clock = clock;
    }

    @Scheduled(
            every = "2s",
            delayed = "2s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        return leader.alone("sessions", this::reap)
                .onFailure()
                .invoke(failure -> Log.warnf("sessions not swept: %s", failure))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> reap() {
        Instant now = clock.instant();
        SessionReaper fair = reaper.since(steps.at(now, System.nanoTime()), listening.at(now));
        return store.noteEnds(now)
                .flatMap(_ -> store.ages())
                .onItem()
                .transformToMulti(ages -> Multi.createFrom().iterable(ages))
                .onItem()
                .transformToUniAndConcatenate(age -> act(fair, age, now))
                .collect()
                .last()
                .flatMap(_ -> finish(now))
                .flatMap(_ -> purge(now));
    }

    private Uni<Void> act(SessionReaper fair, SessionAge age, Instant now) {
        return switch (fair.judge(age, now)) {
            case SessionVerdict.Leave() -> Uni.createFrom().voidItem();
            case SessionVerdict.End(var status, var reason) ->
                    ender.end(age.id(), status, null, reason).replaceWithVoid();
            case SessionVerdict.EndIdle(var lastActivity, var reason) ->
                    ender.endIdle(age.id(), lastActivity, reason).replaceWithVoid();
            case SessionVerdict.Move() -> opener.rescue(age.id(), age.container());
            case SessionVerdict.Open() -> openAgain(age.id());
        };
    }

    /// A control plane may have died between the container's first report and the opening of its
    /// sessions.
    private Uni<Void> openAgain(SessionId id) {
        return store.findCreating(id)
                .flatMap(row -> row.isEmpty() ? Uni.createFrom().voidItem() : openAgain(row.get()));
    }

    private Uni<Void> openAgain(SessionRow row) {
        if (row.container() == null) {
            return Uni.createFrom().voidItem();
        }
        return places.live(row.container())
                .flatMap(live ->
                        live.isPresent()
                                ? opener.open(row, live.get()).replaceWithVoid()
                                : Uni.createFrom().voidItem());
    }

    private Uni<Void> finish(Instant now) {
        return store.unreleased(now.minus(CUT_SHORT))
                .onItem()
                .transformToMulti(rows -> Multi.createFrom().iterable(rows))
                .onItem()
                .transformToUniAndConcatenate(row -> ender.leave(row).onFailure().recoverWithNull())
                .collect()
                .last();
    }

    private Uni<Void> purge(Instant now) {
        return store.unpurged(now.minus(retention))
                .onItem()
                .transformToMulti(rows -> Multi.createFrom().iterable(rows))
                .onItem()
                .transformToUniAndConcatenate(this::purge)
                .collect()
                .last();
    }

    private Uni<Void> purge(SessionRow row) {
        return Uni.createFrom()
                .voidItem()
                .invoke(() -> {
                    if (row.container() != null) {
                        runtime.removeWorkspace(row.container(), row.id());
                    }
                })
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .flatMap(_ -> store.purged(row.id(), clock.instant()));
    }
}
