package dev.cloche.control.execution;

import dev.cloche.api.error.ErrorCode;
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
import dev.cloche.control.limit.Quotas;
import dev.cloche.control.session.LiveSession;
import dev.cloche.control.session.Sessions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Accepts executions: writes them down, each once however often it is asked for under its key, and
/// hands them over. What finds no room is refused, and has not been accepted.
@Singleton
final class Acceptance {

    private static final String SCOPE = "executions/";

    /// Shorter than what the reconciler takes for silence, so that nobody else hands over what is
    /// being taken back.
    private static final Duration JUST_NOW = Duration.ofSeconds(2);

    private final ExecutionStore store;
    private final Dispatcher dispatcher;
    private final Pressure pressure;
    private final Sessions sessions;
    private final IdempotencyKeys keys;
    private final Quotas quotas;
    private final Pool pool;
    private final Clock clock;

    Acceptance(
            ExecutionStore store,
            Dispatcher dispatcher,
            Pressure pressure,
            Sessions sessions,
            IdempotencyKeys keys,
            Quotas quotas,
            Pool pool,
            Clock clock) {
        this.store = store;
        this.dispatcher = dispatcher;
        this.pressure = pressure;
        this.sessions = sessions;
        this.keys = keys;
        this.quotas = quotas;
        this.pool = pool;
        this.clock = clock;
    }

    /// When this ends, the execution is durable, and its executor has it unless it comes later.
    Uni<Submitted> accept(Caller caller, SessionId session, ExecutionPlan plan) {
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

    /// The same, unless it was asked for under this key before.
    ///
    /// @return the execution under the key
    Uni<String> acceptOnce(
            Caller caller,
            SessionId session,
            NewExecution asked,
            ExecutionPlan plan,
            IdempotencyKey key) {
        return pressure.admit(
                caller.tenant(),
                session,
                () ->
                        claim(caller, session, asked, key, plan)
                                .flatMap(once -> handOver(caller, plan, session, key, once)));
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
            case Once.Known(var id) -> {
                pressure.oneEnded(session); // it takes no place
                yield Uni.createFrom().item(id);
            }
        };
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
        return withdraw(caller, plan, session, key)
                .invoke(withdrawn -> {
                    if (withdrawn) {
                        throw pressure.full(caller.tenant(), session);
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Boolean> withdraw(
            Caller caller, ExecutionPlan plan, SessionId session, Optional<IdempotencyKey> key) {
        Instant recent = clock.instant().minus(JUST_NOW);
        if (key.isEmpty()) {
            return store.withdraw(pool, plan.id(), recent);
        }
        return pool.withTransaction(connection ->
                store.withdraw(connection, plan.id(), recent)
                        .call(withdrawn ->
                                withdrawn
                                        ? release(connection, caller, plan, session, key.get())
                                        : Uni.createFrom().voidItem()));
    }

    private Uni<Void> release(
            SqlConnection connection,
            Caller caller,
            ExecutionPlan plan,
            SessionId session,
            IdempotencyKey key) {
        return keys.release(
                connection, caller.tenant(), SCOPE + session.value(), key, plan.id().value());
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

    /// What became of a wish under a key.
    private sealed interface Once {

        record New(LiveSession live) implements Once {}

        record Known(String id) implements Once {}
    }
}
