package dev.cloche.control.template;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.template.NewTemplate;
import dev.cloche.api.template.TemplateChange;
import dev.cloche.api.template.TemplateId;
import dev.cloche.api.template.TemplateList;
import dev.cloche.control.kernel.Refusal;
import dev.cloche.control.web.Paging;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.pgclient.PgException;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;

/// Makes, finds, changes and deletes templates. What was made from one keeps the generation that it
/// was made from.
@Singleton
public final class Templates {

    private static final String UNIQUE_VIOLATION = "23505";

    private final TemplateStore store;
    private final Pool pool;
    private final Clock clock;

    Templates(TemplateStore store, Pool pool, Clock clock) {
        this.store = store;
        this.pool = pool;
        this.clock = clock;
    }

    /// @return the template, or a failure with [Refusal] when there is none
    public Uni<Template> require(TemplateId id) {
        return store.find(id).map(found -> found.orElseThrow(() -> notFound(id.value())));
    }

    /// All that there are.
    public Uni<List<Template>> all() {
        return store.all();
    }

    Uni<TemplateList> list(Paging paging) {
        return store.count()
                .flatMap(total ->
                        store.list(paging)
                                .map(all -> all.stream().map(Template::view).toList())
                                .map(views -> new TemplateList(views, total)));
    }

    Uni<Template> create(NewTemplate asked) {
        TemplateSpec spec = TemplatePlanner.plan(TemplatePlanner.BLANK, asked.content());
        return pool.withTransaction(connection ->
                        store.insert(
                                        connection,
                                        asked.id(),
                                        asked.name(),
                                        asked.image(),
                                        spec,
                                        clock.instant())
                                .invoke(generation -> {
                                    if (generation.isEmpty()) {
                                        throw taken("id", asked.id().value());
                                    }
                                })
                                .call(generation ->
                                        store.prepare(
                                                connection,
                                                asked.id(),
                                                generation.orElseThrow(),
                                                spec,
                                                clock.instant())))
                .onFailure(Templates::isTaken)
                .transform(_ -> taken("name", asked.name()))
                .invoke(() -> Log.infof("template made id=%s", asked.id()))
                .flatMap(_ -> require(asked.id()));
    }

    Uni<Template> change(TemplateId id, TemplateChange asked) {
        return pool.withTransaction(connection -> change(connection, id, asked))
                .onFailure(Templates::isTaken)
                .transform(_ -> taken("name", String.valueOf(asked.name())))
                .invoke(generation ->
                        Log.infof("template changed id=%s generation=%d", id, generation))
                .flatMap(_ -> require(id));
    }

    private Uni<Integer> change(SqlClient connection, TemplateId id, TemplateChange asked) {
        return store.lock(connection, id)
                .map(found -> found.orElseThrow(() -> notFound(id.value())))
                .flatMap(now -> change(connection, id, now, asked));
    }

    private Uni<Integer> change(
            SqlClient connection, TemplateId id, TemplateStore.Locked now, TemplateChange asked) {
        TemplateSpec spec = TemplatePlanner.plan(now.spec(), asked);
        return store.update(
                        connection,
                        id,
                        asked.name() == null ? now.name() : asked.name(),
                        asked.image() == null ? now.image() : asked.image(),
                        spec,
                        clock.instant())
                .call(generation ->
                        store.prepare(connection, id, generation, spec, clock.instant()));
    }

    /// Nobody makes sessions of it while it is looked for those that use it.
    Uni<Void> delete(TemplateId id) {
        return pool.withTransaction(connection ->
                        store.lock(connection, id)
                                .map(found -> found.orElseThrow(() -> notFound(id.value())))
                                .flatMap(_ -> store.sessionsOf(connection, id))
                                .invoke(using -> requireUnused(id, using))
                                .flatMap(_ -> store.delete(connection, id, clock.instant())))
                .invoke(() -> Log.infof("template deleted id=%s", id));
    }

    private static void requireUnused(TemplateId id, long using) {
        if (using > 0) {
            throw Refusal.invalid(
                    "template " + id + " is in use: " + using + " of its sessions are not over");
        }
    }

    private static boolean isTaken(Throwable failure) {
        return failure instanceof PgException problem
                && UNIQUE_VIOLATION.equals(problem.getSqlState());
    }

    private static Refusal taken(String field, String value) {
        return new Refusal(
                ErrorCode.CONFLICT, "there is a template with the " + field + " '" + value + "'");
    }

    static Refusal notFound(String id) {
        return new Refusal(ErrorCode.TEMPLATE_NOT_FOUND, "there is no template '" + id + "'");
    }
}
