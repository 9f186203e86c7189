package dev.cloche.control.execution;

import dev.cloche.control.container.ContainerAnswered;
import dev.cloche.control.container.ContainerLost;
import dev.cloche.control.reconcile.Leader;
import dev.cloche.control.reconcile.Listening;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Finds executions that nobody will report any more, and those that nobody may have heard of.
@Singleton
final class ExecutionReconciler {

    private final ExecutionStore store;
    private final ReportStore reports;
    private final Conclusions conclusions;
    private final Dispatcher dispatcher;
    private final Retries retries;
    private final Cancellations cancellations;
    private final Expiry expiry;
    private final Leader leader;
    private final Clock clock;
    private final Duration repeatAfter;
    private final ExecutionReaper.Limits limits;
    private final ExecutionReaper reaper;
    private final Listening listening;
    private final Listening watching;

    ExecutionReconciler(
            ExecutionStore store,
            ReportStore reports,
            Conclusions conclusions,
            Dispatcher dispatcher,
            Retries retries,
            Cancellations cancellations,
            Expiry expiry,
            Leader leader,
            ExecutionConfig config,
            Clock clock) {
        this.store = store;
        this.reports = reports;
        this.conclusions = conclusions;
        this.dispatcher = dispatcher;
        this.retries = retries;
        this.cancellations = cancellations;
        this.expiry = expiry;
        this.leader = leader;
        this.clock = clock;
        this.repeatAfter = config.repeatAfter();
        this.limits =
                new ExecutionReaper.Limits(
                        config.heartbeatLimit(), config.cancelLimit(), config.pendingLimit());
        this.reaper = new ExecutionReaper(limits, clock.instant(), clock.instant());
        this.listening = new Listening(config.heartbeatLimit().dividedBy(3), clock.instant());
        this.watching = new Listening(longestBreak(config), clock.instant());
    }

    /// In which nothing begins and that is nobody's fault: long enough for a slow look or a change
    /// of leaders, short beside the limit.
    private static Duration longestBreak(ExecutionConfig config) {
        Duration part = config.pendingLimit().dividedBy(12);
        return part.compareTo(config.heartbeatLimit()) > 0 ? part : config.heartbeatLimit();
    }

    void on(@Observes ContainerLost loss) {
        store.agesIn(loss.container())
                .flatMap(this::settle)
                .subscribe()
                .with(
                        _ -> {},
                        failure ->
                                Log.warnf(
                                        "executions of %s not ended yet: %s",
                                        loss.container(), failure));
    }

    /// What an executor says that it holds is not silent, whatever becomes of its reports.
    void on(@Observes ContainerAnswered answer) {
        reports.held(answer.container(), answer.executions(), clock.instant())
                .subscribe()
                .with(
                        _ -> {},
                        failure ->
                                Log.warnf(
                                        "executions of %s not noted: %s",
                                        answer.container(), failure));
    }

    @Scheduled(
            every = "2s",
            delayed = "2s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        return leader.alone(
                        "executions",
                        () ->
                                open().flatMap(this::settle)
                                        .flatMap(_ -> cancellations.repeat())
                                        .flatMap(_ -> retries.due())
                                        .flatMap(_ -> dispatcher.repeat(repeatAfter)))
                .onFailure()
                .invoke(failure -> Log.warnf("executions not swept: %s", failure))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<List<ExecutionAge>> open() {
        Instant now = clock.instant();
        return store.ages(now.minus(limits.heartbeat()), now.minus(limits.pending()));
    }

    private Uni<Void> settle(List<ExecutionAge> ages) {
        Instant now = clock.instant();
        ExecutionReaper hearing = reaper.since(listening.at(now), watching.at(now));
        return Multi.createFrom()
                .iterable(ages)
                .onItem()
                .transformToUniAndConcatenate(age -> act(hearing, age, now))
                .collect()
                .last();
    }

    private Uni<Void> act(ExecutionReaper hearing, ExecutionAge age, Instant now) {
        return switch (hearing.judge(age, now)) {
            case ExecutionVerdict.Leave() -> Uni.createFrom().voidItem();
            case ExecutionVerdict.Expired(var limit) -> expiry.end(age, limit);
            case ExecutionVerdict.Again again -> retries.again(age, again).replaceWithVoid();
            case ExecutionVerdict.Lost(var why) -> conclusions.conclude(age, Conclusion.lost(why));
            case ExecutionVerdict.Starved(var why) ->
                    conclusions.conclude(age, Conclusion.starved(why));
            case ExecutionVerdict.Cancelled(var why) ->
                    conclusions.conclude(age, Conclusion.cancelled(why));
        };
    }
}
