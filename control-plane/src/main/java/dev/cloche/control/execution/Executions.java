package dev.cloche.control.execution;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.execution.ExecutionId;
import dev.cloche.api.execution.ExecutionList;
import dev.cloche.api.execution.NewExecution;
import dev.cloche.api.execution.Submitted;
import dev.cloche.api.session.SessionId;
import dev.cloche.control.auth.Caller;
import dev.cloche.control.idempotency.IdempotencyKey;
import dev.cloche.control.kernel.Refusal;
import dev.cloche.control.kernel.Waiting;
import dev.cloche.control.session.Sessions;
import dev.cloche.control.web.Paging;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;

/// Submits, follows and finds executions.
@Singleton
final class Executions {

    private final ExecutionStore store;
    private final ExecutionListing listing;
    private final ExecutionPlanner planner;
    private final Acceptance acceptance;
    private final Conclusions conclusions;
    private final Sessions sessions;

    Executions(
            ExecutionStore store,
            ExecutionListing listing,
            ExecutionPlanner planner,
            Acceptance acceptance,
            Conclusions conclusions,
            Sessions sessions) {
        this.store = store;
        this.listing = listing;
        this.planner = planner;
        this.acceptance = acceptance;
        this.conclusions = conclusions;
        this.sessions = sessions;
    }

    /// Writes an execution down and hands it over. When this ends, the execution is durable.
    Uni<Submitted> submit(Caller caller, SessionId session, NewExecution asked) {
        return acceptance.accept(caller, session, planner.plan(asked));
    }

    /// The same, unless it was asked for under this key before: then that execution is the answer.
    Uni<Submitted> submitOnce(
            Caller caller, SessionId session, NewExecution asked, IdempotencyKey key) {
        return acceptance
                .acceptOnce(caller, session, asked, planner.plan(asked), key)
                .flatMap(id -> require(caller, id))
                .map(Executions::submitted);
    }

    /// Submits once, and waits for the end.
    ///
    /// @return with the result, unless the patience was over first
    Uni<Submitted> submitOnceAndWait(
            Caller caller,
            SessionId session,
            NewExecution asked,
            IdempotencyKey key,
            Duration patience) {
        return submitOnce(caller, session, asked, key)
                .flatMap(submitted -> settled(caller, submitted.executionId().value(), patience))
                .map(Executions::submitted);
    }

    private static Submitted submitted(ExecutionRow row) {
        return new Submitted(row.id(), row.status(), row.createdAt(), row.result().orElse(null));
    }

    /// Submits, and waits for the end.
    ///
    /// @return with the result, unless the patience was over first
    Uni<Submitted> submitAndWait(
            Caller caller, SessionId session, NewExecution asked, Duration patience) {
        ExecutionPlan plan = planner.plan(asked);
        Waiting.Turn<ExecutionId, Optional<Conclusion>> turn = conclusions.await(plan.id());
        return acceptance
                .accept(caller, session, plan)
                .flatMap(submitted ->
                        newsOf(turn, patience).flatMap(news -> told(caller, submitted, news)))
                .onTermination()
                .invoke(turn::close);
    }

    Uni<ExecutionRow> require(Caller caller, String id) {
        return store.find(named(id), caller.tenant())
                .map(row -> row.orElseThrow(() -> notFound(id)));
    }

    /// The execution when it is final, or as it is when the patience is over.
    Uni<ExecutionRow> settled(Caller caller, String id, Duration patience) {
        if (patience.isZero()) {
            return require(caller, id);
        }
        Waiting.Turn<ExecutionId, Optional<Conclusion>> turn = conclusions.await(named(id));
        return conclusions
                .noteWaiter(named(id))
                .flatMap(_ -> require(caller, id))
                .flatMap(row ->
                        row.status().isFinal()
                                ? Uni.createFrom().item(row)
                                : settledAfter(turn, caller, row.id(), patience))
                .onTermination()
                .invoke(turn::close);
    }

    /// The execution after there is news of its end, or as it is when the patience is over.
    Uni<ExecutionRow> settledAfter(
            Waiting.Turn<ExecutionId, Optional<Conclusion>> turn,
            Caller caller,
            ExecutionId id,
            Duration patience) {
        return newsOf(turn, patience).flatMap(_ -> require(caller, id.value()));
    }

    /// Those that a filter lets through; a session that it names must be the caller's.
    Uni<ExecutionList> list(Caller caller, ExecutionFilter filter, Paging paging) {
        Uni<Void> known =
                filter.session().isPresent()
                        ? sessions.requireKnown(caller, filter.session().get())
                        : Uni.createFrom().voidItem();
        return known.flatMap(_ -> listing.count(filter))
                .flatMap(total ->
                        listing.list(filter, paging)
                                .map(summaries -> new ExecutionList(summaries, total)));
    }

    private static Uni<Optional<Conclusion>> newsOf(
            Waiting.Turn<ExecutionId, Optional<Conclusion>> turn, Duration patience) {
        return turn.news().ifNoItem().after(patience).recoverWithItem(Optional.empty());
    }

    private Uni<Submitted> told(Caller caller, Submitted submitted, Optional<Conclusion> news) {
        return news.map(conclusion ->
                        Uni.createFrom()
                                .item(
                                        new Submitted(
                                                submitted.executionId(),
                                                conclusion.status(),
                                                submitted.submittedAt(),
                                                conclusion.result(submitted.executionId()))))
                .orElseGet(() ->
                        require(caller, submitted.executionId().value())
                                .map(Executions::submitted));
    }

    private static ExecutionId named(String id) {
        try {
            return new ExecutionId(id);
        } catch (IllegalArgumentException e) {
            throw notFound(id);
        }
    }

    private static Refusal notFound(String id) {
        return new Refusal(ErrorCode.EXECUTION_NOT_FOUND, "there is no execution '" + id + "'");
    }
}
