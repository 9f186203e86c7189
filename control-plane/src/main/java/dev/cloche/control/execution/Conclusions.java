package dev.cloche.control.execution;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.execution.ExecutionId;
import dev.cloche.api.execution.Verdict;
import dev.cloche.api.executor.RunReport;
import dev.cloche.control.kernel.Json;
import dev.cloche.control.kernel.Secret;
import dev.cloche.control.kernel.Waiting;
import dev.cloche.control.replica.Awaited;
import dev.cloche.control.replica.Heard;
import dev.cloche.control.replica.Missed;
import dev.cloche.control.replica.Waiters;
import dev.cloche.control.session.Sessions;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/// Makes executions final, once, and wakes those who wait for that.
@Singleton
final class Conclusions {

    /// How long those who wait may go on when this control plane is asked to end.
    private static final Duration LAST_WAIT = Duration.ofMillis(1500);

    private final ReportStore store;
    private final Retries retries;
    private final ExecutionMetrics metrics;
    private final Pressure pressure;
    private final Sessions sessions;
    private final Json json;
    private final Clock clock;
    private final Waiters waiters;
    private final Waiting<ExecutionId, Optional<Conclusion>> waiting = new Waiting<>();

    Conclusions(
            ReportStore store,
            Retries retries,
            ExecutionMetrics metrics,
            Pressure pressure,
            Sessions sessions,
            Json json,
            Clock clock,
            Waiters waiters) {
        this.store = store;
        this.retries = retries;
        this.metrics = metrics;
        this.pressure = pressure;
        this.sessions = sessions;
        this.json = json;
        this.clock = clock;
        this.waiters = waiters;
    }

    /// A place in the line of those who wait for a result. The news is how it ended, or nothing
    /// when another replica saw that and it has to be read.
    Waiting.Turn<ExecutionId, Optional<Conclusion>> await(ExecutionId id) {
        return waiting.await(id);
    }

    /// Lets other replicas know that somebody waits here for what was not submitted here.
    Uni<Void> noteWaiter(ExecutionId id) {
        return waiters.note(Awaited.EXECUTION, id.value());
    }

    void on(@Observes Heard news) {
        if (news.kind() == Awaited.EXECUTION) {
            endedElsewhere(news.id());
        }
    }

    private void endedElsewhere(String id) {
        waiting.tell(new ExecutionId(id), Optional.empty());
    }

    /// Who waits is told how it stands, and can go on waiting elsewhere.
    void on(@Observes ShutdownDelayInitiatedEvent closing) {
        Uni.createFrom()
                .voidItem()
                .onItem()
                .delayIt()
                .by(LAST_WAIT)
                .subscribe()
                .with(_ -> waiting.keys().forEach(id -> waiting.tell(id, Optional.empty())));
    }

    void on(@Observes Missed missed) {
        waiters.catchUp(
                Awaited.EXECUTION,
                waiting.keys().stream().map(ExecutionId::value).toList(),
                this::endedElsewhere);
    }

    /// Takes a report for what it is.
    Uni<ReportJudge.Judgement> report(ExecutionId id, ContainerId container, RunReport report) {
        ReportJudge.Digest digest = new ReportJudge.Digest(Secret.sha256(json.bytes(report)));
        int attempt = Which.named(report.attempt());
        Conclusion conclusion = Conclusion.of(report);
        return conclusion.verdict() == Verdict.CRASHED
                ? crashed(id, container, attempt, conclusion, digest)
                : reported(id, container, attempt, conclusion, digest);
    }

    // What is run again is not final, and saying so again changes nothing.
    private Uni<ReportJudge.Judgement> crashed(
            ExecutionId id,
            ContainerId container,
            int attempt,
            Conclusion conclusion,
            ReportJudge.Digest digest) {
        return retries.crashed(id, container, attempt, String.valueOf(conclusion.report().error()))
                .flatMap(what ->
                        switch (what) {
                            case AGAIN -> Uni.createFrom().item(ReportJudge.Judgement.ACCEPT);
                            case BEFORE -> Uni.createFrom().item(ReportJudge.Judgement.REPEAT);
                            case FINAL -> reported(id, container, attempt, conclusion, digest);
                        });
    }

    private Uni<ReportJudge.Judgement> reported(
            ExecutionId id,
            ContainerId container,
            int attempt,
            Conclusion conclusion,
            ReportJudge.Digest digest) {
        return store.conclude(
                        id, container, Which.attempt(attempt), conclusion, digest, clock.instant())
                .flatMap(ended ->
                        ended.isPresent()
                                ? announce(id, conclusion, ended.get())
                                        .replaceWith(ReportJudge.Judgement.ACCEPT)
                                : store.known(id, container)
                                        .map(known -> ReportJudge.judge(known, attempt, digest)));
    }

    /// Its executor has lost what it ran: it is tried again, or concluded.
    ///
    /// @param attempt which; 0 for the present one
    Uni<Void> lost(ExecutionId id, ContainerId container, int attempt, String why) {
        return retries.crashed(id, container, attempt, why)
                .flatMap(what ->
                        what == Retries.Fate.FINAL
                                ? conclude(id, container, attempt, Conclusion.lost(why))
                                : Uni.createFrom().voidItem());
    }

    /// Concludes an attempt that nobody will report any more. Does nothing when somebody did.
    Uni<Void> conclude(ExecutionAge age, Conclusion conclusion) {
        return conclude(age.id(), age.container(), age.attempt(), conclusion);
    }

    /// Concludes an attempt of which nothing has been heard. False when something has.
    Uni<Boolean> concludeUnbegun(ExecutionAge age, Conclusion conclusion) {
        Which which = Which.unbegun(age.attempt());
        return store.conclude(
                        age.id(),
                        age.container(),
                        which,
                        conclusion,
                        digest(conclusion),
                        clock.instant())
                .call(ended -> announce(age.id(), conclusion, ended))
                .map(Optional::isPresent);
    }

    /// Concludes whatever attempt there is. Does nothing when somebody reported it.
    Uni<Void> conclude(ExecutionId id, ContainerId container, Conclusion conclusion) {
        return conclude(id, container, 0, conclusion);
    }

    private Uni<Void> conclude(
            ExecutionId id, ContainerId container, int attempt, Conclusion conclusion) {
        Which which = Which.attempt(attempt);
        return store.conclude(id, container, which, conclusion, digest(conclusion), clock.instant())
                .flatMap(ended -> announce(id, conclusion, ended));
    }

    private ReportJudge.Digest digest(Conclusion conclusion) {
        return new ReportJudge.Digest(Secret.sha256(json.bytes(conclusion.report())));
    }

    private Uni<Void> announce(
            ExecutionId id, Conclusion conclusion, Optional<ReportStore.Ended> ended) {
        return ended.isPresent()
                ? announce(id, conclusion, ended.get())
                : Uni.createFrom().voidItem();
    }

    private Uni<Void> announce(ExecutionId id, Conclusion conclusion, ReportStore.Ended ended) {
        metrics.ended(conclusion);
        pressure.oneEnded(ended.session());
        waiting.tell(id, Optional.of(conclusion));
        if (ended.ephemeral()) {
            // Its report is acknowledged now; the session ends on its own.
            sessions.complete(ended.session())
                    .subscribe()
                    .with(
                            _ -> {},
                            failure ->
                                    Log.warnf(
                                            "session not completed yet id=%s: %s",
                                            ended.session(), failure));
        }
        return Uni.createFrom().voidItem();
    }
}
