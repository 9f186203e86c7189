package dev.cloche.control.session;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.session.NewSession;
import dev.cloche.api.session.SessionId;
import dev.cloche.api.session.SessionStatus;
import dev.cloche.control.auth.Caller;
import dev.cloche.control.container.Place;
import dev.cloche.control.container.Places;
import dev.cloche.control.idempotency.IdempotencyKey;
import dev.cloche.control.idempotency.IdempotencyKeys;
import dev.cloche.control.kernel.Refusal;
import dev.cloche.control.limit.Quotas;
import dev.cloche.control.template.Template;
import dev.cloche.control.template.Templates;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;

/// Makes sessions, or gives back those that were asked for before: by the same request, or for the
/// same agent.
@Singleton
final class SessionCreator {

    private static final String SCOPE = "sessions";

    private final SessionStore store;
    private final SessionPlanner planner;
    private final SessionOpener opener;
    private final IdempotencyKeys keys;
    private final Templates templates;
    private final Places places;
    private final Quotas quotas;
    private final Pool pool;
    private final Clock clock;

    SessionCreator(
            SessionStore store,
            SessionPlanner planner,
            SessionOpener opener,
            IdempotencyKeys keys,
            Templates templates,
            Places places,
            Quotas quotas,
            Pool pool,
            Clock clock) {
        this.store = store;
        this.planner = planner;
        this.opener = opener;
        this.keys = keys;
        this.templates = templates;
        this.places = places;
        this.quotas = quotas;
        this.pool = pool;
        this.clock = clock;
    }

    /// Writes the session down, takes a place for it, and opens it there when the container listens
    /// already.
    Uni<SessionRow> create(Caller caller, NewSession asked, Optional<IdempotencyKey> key) {
        return templates
                .require(asked.templateId())
                .map(template -> planner.plan(caller, template, asked))
                .flatMap(plan ->
                        pool.withTransaction(connection ->
                                key.isPresent()
                                        ? once(connection, plan, asked, key.get())
                                        : make(connection, plan)))
                .flatMap(this::begin);
    }

    private Uni<Made> once(
            SqlConnection connection, SessionPlan plan, NewSession asked, IdempotencyKey key) {
        return keys.claim(connection, tenant(plan), SCOPE, key, asked, plan.id().value())
                .flatMap(claim ->
                        switch (claim) {
                            case IdempotencyKeys.Claim.First() -> first(connection, plan, key);
                            case IdempotencyKeys.Claim.Known(var target) ->
                                    known(connection, plan, asked, key, target);
                        });
    }

    private Uni<Made> first(SqlConnection connection, SessionPlan plan, IdempotencyKey key) {
        return make(connection, plan)
                .call(made ->
                        made.row().id().equals(plan.id())
                                ? Uni.createFrom().voidItem()
                                : keys.move(
                                        connection,
                                        tenant(plan),
                                        SCOPE,
                                        key,
                                        plan.id().value(),
                                        made.row().id().value()));
    }

    /// What has failed is not worth being given back: who tries again is to have another one.
    private Uni<Made> known(
            SqlConnection connection,
            SessionPlan plan,
            NewSession asked,
            IdempotencyKey key,
            String target) {
        return store.find(connection, new SessionId(target), tenant(plan))
                .flatMap(found -> {
                    SessionRow row =
                            found.orElseThrow(() -> new IllegalStateException("no " + target));
                    if (row.status() != SessionStatus.FAILED || plan.id().equals(row.id())) {
                        return Uni.createFrom().item(new Made.Known(row));
                    }
                    return keys.move(
                                    connection, tenant(plan), SCOPE, key, target, plan.id().value())
                            .flatMap(moved ->
                                    moved
                                            ? first(connection, plan, key)
                                            : once(connection, plan, asked, key));
                });
    }

    private Uni<Made> make(SqlConnection connection, SessionPlan plan) {
        if (plan.agent().isEmpty()) {
            return insert(connection, plan);
        }
        String agent = plan.agent().get();
        return store.lockAgent(connection, tenant(plan), agent, plan.template().id())
                .flatMap(_ ->
                        store.ofAgent(
                                connection,
                                tenant(plan),
                                agent,
                                plan.template().id(),
                                clock.instant()))
                .flatMap(living ->
                        living.isPresent()
                                ? Uni.createFrom().item(new Made.Known(living.get()))
                                : insert(connection, plan));
    }

    private Uni<Made> insert(SqlConnection connection, SessionPlan plan) {
        return quotas.requireSession(connection, tenant(plan))
                .flatMap(_ -> quotas.requireWorkspace(connection, tenant(plan), plan.diskBytes()))
                .flatMap(_ -> places.take(connection, plan.template()))
                .flatMap(place ->
                        store.insert(connection, plan, place.container(), clock.instant())
                                .flatMap(row -> insertedOrRefused(connection, plan, row))
                                .map(row -> new Made.New(row, place, plan.template())));
    }

    private Uni<SessionRow> insertedOrRefused(
            SqlConnection connection, SessionPlan plan, Optional<SessionRow> row) {
        return row.isPresent()
                ? Uni.createFrom().item(row.get())
                : store.exists(connection, plan.id())
                        .map(taken -> {
                            throw taken
                                    ? taken(plan.id())
                                    : new Refusal(
                                            ErrorCode.TEMPLATE_NOT_FOUND,
                                            "template "
                                                    + plan.template().id()
                                                    + " has been deleted");
                        });
    }

    private Uni<SessionRow> begin(Made made) {
        return switch (made) {
            case Made.Known(var row) -> Uni.createFrom().item(row);
            case Made.New(var row, var place, var template) -> {
                Log.infof("session created id=%s template=%s", row.id(), row.template());
                places.tell(template);
                yield opener.begin(row, place);
            }
        };
    }

    private static String tenant(SessionPlan plan) {
        return plan.caller().tenant();
    }

    /// Says the same whoever has it.
    private static Refusal taken(SessionId id) {
        return new Refusal(ErrorCode.CONFLICT, "the session id '" + id + "' is taken");
    }

    private sealed interface Made {

        SessionRow row();

        record New(SessionRow row, Place place, Template template) implements Made {}

        record Known(SessionRow row) implements Made {}
    }
}
