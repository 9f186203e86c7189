package dev.cloche.control.execution;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.execution.ExecutionId;
import dev.cloche.api.execution.ExecutionList;
import dev.cloche.api.execution.ExecutionStatus;
import dev.cloche.api.execution.NewExecution;
import dev.cloche.api.execution.Submitted;
import dev.cloche.api.session.SessionId;
import dev.cloche.api.session.SessionMode;
import dev.cloche.control.auth.Caller;
import dev.cloche.control.container.LiveContainer;
import dev.cloche.control.idempotency.IdempotencyKey;
import dev.cloche.control.idempotency.IdempotencyKeys;
import dev.cloche.control.kernel.Refusal;
import dev.cloche.control.kernel.Waiting;
import dev.cloche.control.limit.Quotas;
import dev.cloche.control.session.LiveSession;
import dev.cloche.control.session.Sessions;
import dev.cloche.control.web.Paging;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Submits, follows and finds executions.
@Singleton
final class Executions {

    private static final String SCOPE = "executions/";

    /// Shorter than what the reconciler takes for silence, so that nobody else hands over what is
    /// being taken back.
    private static final Duration JUST_NOW = Duration.ofSeconds(2);

    private final ExecutionStore store;
    private final ExecutionPlanner planner;
    private final Dispatcher dispatcher;
    private final Conclusions conclusions;
    private final Pressure pressure;
    private final Sessions sessions;
    private final IdempotencyKeys keys;
    private final Quotas quotas;
    private final Pool pool;
    private final Clock clock;

    Executions(
            ExecutionStore store,
            ExecutionPlanner planner,
            Dispatcher dispatcher,
            Conclusions conclusions,
            Pressure pressure,
            Sessions sessions,
            IdempotencyKeys keys,
            Quotas quotas,
            Pool pool,
            Clock clock) {
        this.store = store;
        this.planner = planner;
        this.dispatcher = dispatcher;
        this.conclusions = conclusions;
        this.pressure = pressure;
        this.sessions = sessions;
        this.keys = keys;
        this.quotas = quotas;
        this.pool = pool;
        this.clock = clock;
    }

    /// Writes an execution down and hands it over. When this ends, the execution is durable.
    Uni<Submitted> submit(Caller caller, SessionId session, NewExecution asked) {
        return accept(caller, session, planner.plan(asked));
    }

    /// The same, unless it was asked for under this key before: then that execution is the answer.
    Uni<Submitted> submitOnce(
            Caller caller, SessionId session, NewExecution asked, IdempotencyKey key) {
        ExecutionPlan plan = planner.plan(asked);
        return pressure.admit(
                        caller.tenant(),
                        session,
                        () ->
                                claim(caller, session, asked, key, plan)
                                        .flatMap(
                                                once -> handOver(caller, plan, session, key, once)))
                .flatMap(id -> require(caller, id))
                .map(Executions::submitted);
    }

    private Uni<Once> claim(
            Caller caller,
            SessionId session,
            NewExecution asked,
            IdempotencyKey key,
            ExecutionPlan plan) {
        return pool.withTransaction(connection ->
                keys.claim(
                                connection,
                                caller.tenant(),
                                SCOPE + session.value(),
                                key,
                                asked,
                                plan.id().value())
                        .flatMap(claim ->
                                switch (claim) {
                                    case IdempotencyKeys.Claim.First() ->
                                            first(connection, caller, session, plan);
                                    case IdempotencyKeys.Claim.Known(var id) ->
                                            Uni.createFrom().item(new Once.Known(id));
                                }));
    }

    private Uni<Once> first(
            SqlConnection connection, Caller caller, SessionId session, ExecutionPlan plan) {
        return quotas.requireExecution(connection, caller.tenant())
                .flatMap(_ -> sessions.use(connection, caller, session))
                .flatMap(live -> write(connection, live, plan, clock.instant()))
                .map(Once.New::new);
    }

    private Uni<String> handOver(
            Caller caller, ExecutionPlan plan, SessionId session, IdempotencyKey key, Once once) {
        return switch (once) {
            case Once.New(var live) ->
                    handOver(caller, plan, session, live.liveForRuns(), Optional.of(key))
                            .replaceWith(plan.id().value());
            case Once.Known(var id) -> Uni.createFrom().item(id);
        };
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
        return accept(caller, session, plan)
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
        return known.flatMap(_ -> store.count(filter))
                .flatMap(total ->
                        store.list(filter, paging)
                                .map(summaries -> new ExecutionList(summaries, total)));
    }

    private Uni<Submitted> accept(Caller caller, SessionId session, ExecutionPlan plan) {
        Instant now = clock.instant();
        return pressure.admit(
                        caller.tenant(),
                        session,
                        () ->
                                quotas.requireExecution(caller.tenant())
                                        .flatMap(_ -> writeDown(caller, session, plan, now))
                                        .call(live ->
                                                handOver(
                                                        caller,
                                                        plan,
                                                        session,
                                                        live,
                                                        Optional.empty())))
                .replaceWith(new Submitted(plan.id(), ExecutionStatus.PENDING, now, null));
    }

    private Uni<Optional<LiveContainer>> writeDown(
            Caller caller, SessionId session, ExecutionPlan plan, Instant now) {
        return store.accept(plan, session, caller.tenant(), now)
                .flatMap(open ->
                        open.isPresent()
                                ? Uni.createFrom().item(open)
                                : acceptElsewhere(caller, session, plan, now));
    }

    /// An execution that finds its executor full has not been accepted: it is taken back, and its
    /// key with it.
    private Uni<Void> handOver(
            Caller caller,
            ExecutionPlan plan,
            SessionId session,
            Optional<LiveContainer> live,
            Optional<IdempotencyKey> key) {
        return dispatcher
                .dispatch(plan, session, live)
                .flatMap(handed ->
                        switch (handed) {
                            case DONE -> Uni.createFrom().voidItem();
                            case FULL -> takeBack(caller, plan, session, key);
                        });
    }

    private Uni<Void> takeBack(
            Caller caller, ExecutionPlan plan, SessionId session, Optional<IdempotencyKey> key) {
        Instant recent = clock.instant().minus(JUST_NOW);
        return pool.withTransaction(connection ->
                        store.withdraw(connection, plan.id(), recent)
                                .call(withdrawn ->
                                        withdrawn && key.isPresent()
                                                ? keys.release(
                                                        connection,
                                                        caller.tenant(),
                                                        SCOPE + session.value(),
                                                        key.get(),
                                                        plan.id().value())
                                                : Uni.createFrom().voidItem()))
                .invoke(withdrawn -> {
                    if (withdrawn) {
                        throw pressure.full(caller.tenant(), session);
                    }
                })
                .replaceWithVoid();
    }

    /// Looks closely at a session that is not simply open: it may still be opening or take one
    /// execution only, and its lock keeps others from changing that meanwhile; or there is a reason
    /// to refuse.
    private Uni<Optional<LiveContainer>> acceptElsewhere(
            Caller caller, SessionId session, ExecutionPlan plan, Instant now) {
        return pool.withTransaction(connection ->
                        sessions.use(connection, caller, session)
                                .flatMap(live -> write(connection, live, plan, now)))
                .map(LiveSession::liveForRuns);
    }

    private Uni<LiveSession> write(
            SqlConnection connection, LiveSession session, ExecutionPlan plan, Instant now) {
        if (!session.languages().contains(plan.language())) {
            throw Refusal.invalid(
                    "Field 'language': the template of this session has "
                            + session.languages().stream()
                                    .map(language -> language.wire())
                                    .toList());
        }
        return requireFirst(connection, session)
                .flatMap(_ -> store.insert(connection, plan, session, now))
                .replaceWith(session);
    }

    private Uni<Void> requireFirst(SqlConnection connection, LiveSession session) {
        if (session.mode() == SessionMode.PERSISTENT) {
            return Uni.createFrom().voidItem();
        }
        return store.anyIn(connection, session.id())
                .invoke(any -> {
                    if (any) {
                        throw new Refusal(
                                ErrorCode.CONFLICT,
                                "an ephemeral session has one execution, and "
                                        + session.id()
                                        + " has had it");
                    }
                })
                .replaceWithVoid();
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

    /// What became of a wish under a key.
    private sealed interface Once {

        record New(LiveSession live) implements Once {}

        record Known(String id) implements Once {}
    }
}
