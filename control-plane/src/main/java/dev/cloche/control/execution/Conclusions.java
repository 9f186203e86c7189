package dev.cloche.control.execution;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.execution.ExecutionId;
import dev.cloche.api.execution.Verdict;
import dev.cloche.api.executor.RunReport;
import dev.cloche.control.kernel.Json;
import dev.cloche.control.kernel.Secret;
import dev.cloche.control.kernel.Waiting;
import dev.cloche.control.session.Sessions;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;

/// Makes executions final, once, and wakes those who wait for that.
@Singleton
final class Conclusions {

    private final ReportStore store;
    private final Retries retries;
    private final ExecutionMetrics metrics;
    private final Sessions sessions;
    private final Json json;
    private final Clock clock;
    private final Waiting<ExecutionId, Conclusion> waiting = new Waiting<>();

    Conclusions(
            ReportStore store,
            Retries retries,
            ExecutionMetrics metrics,
            Sessions sessions,
            Json json,
            Clock clock) {
        this.store = store;
        this.retries = retries;
        this.metrics = metrics;
        this.sessions = sessions;
        this.json = json;
        this.clock = clock;
    }

    /// A place in the line of those who wait for a result.
    Waiting.Turn<ExecutionId, Conclusion> await(ExecutionId id) {
        return waiting.await(id);
    }

    /// Takes a report for what it is.
    Uni<ReportJudge.Judgement> report(ExecutionId id, ContainerId container, RunReport report) {
        ReportJudge.Digest digest = new ReportJudge.Digest(Secret.sha256(json.bytes(report)));
        int attempt = report.attempt() == null ? 0 : report.attempt();
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
        return store.conclude(id, container, attempt, conclusion, digest, clock.instant())
                .flatMap(ended ->
                        ended.isPresent()
                                ? announce(id, conclusion, ended.get())
                                        .replaceWith(ReportJudge.Judgement.ACCEPT)
                                : store.known(id, container)
                                        .map(known -> ReportJudge.judge(known, attempt, digest)));
    }

    /// Its executor has lost what it ran: it is tried again, or concluded.
    Uni<Void> lost(ExecutionId id, ContainerId container, String why) {
        return retries.crashed(id, container, 0, why)
                .flatMap(what ->
                        what == Retries.Fate.FINAL
                                ? conclude(id, container, Conclusion.lost(why))
                                : Uni.createFrom().voidItem());
    }

    /// Concludes what nobody will report any more. Does nothing when somebody did.
    Uni<Void> conclude(ExecutionId id, ContainerId container, Conclusion conclusion) {
        ReportJudge.Digest digest =
                new ReportJudge.Digest(Secret.sha256(json.bytes(conclusion.report())));
        return store.conclude(id, container, 0, conclusion, digest, clock.instant())
                .flatMap(ended -> announce(id, conclusion, ended));
    }

    private Uni<Void> announce(
            ExecutionId id, Conclusion conclusion, Optional<ReportStore.Ended> ended) {
        return ended.isPresent()
                ? announce(id, conclusion, ended.get())
                : Uni.createFrom().voidItem();
    }

    private Uni<Void> announce(ExecutionId id, Conclusion conclusion, ReportStore.Ended ended) {
        metrics.ended(conclusion);
        waiting.tell(id, conclusion);
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
