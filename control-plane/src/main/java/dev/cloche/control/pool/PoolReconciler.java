package dev.cloche.control.pool;

import dev.cloche.api.template.TemplateId;
import dev.cloche.control.container.ContainerLost;
import dev.cloche.control.container.ContainerOpened;
import dev.cloche.control.container.PlaceTaken;
import dev.cloche.control.container.Spares;
import dev.cloche.control.reconcile.Leader;
import dev.cloche.control.template.Template;
import dev.cloche.control.template.Templates;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Keeps containers ready. It is woken by whatever takes one away, and looks every second besides.
@Singleton
final class PoolReconciler {

    /// How long a container that failed to start is remembered.
    private static final Duration MEMORY = Duration.ofMinutes(10);

    private final PoolStore store;
    private final Templates templates;
    private final Spares spares;
    private final PoolMetrics metrics;
    private final Leader leader;
    private final Clock clock;
    private final Duration window;
    private final PoolPlanner planner;
    private final Instant began;
    private final AtomicInteger calls = new AtomicInteger();

    PoolReconciler(
            PoolStore store,
            Templates templates,
            Spares spares,
            PoolMetrics metrics,
            Leader leader,
            PoolConfig config,
            Clock clock) {
        this.store = store;
        this.templates = templates;
        this.spares = spares;
        this.metrics = metrics;
        this.leader = leader;
        this.clock = clock;
        this.window = config.window();
        this.planner = new PoolPlanner(config.starts());
        this.began = clock.instant();
    }

    void on(@Observes PlaceTaken event) {
        if (event.template().view().pool().target() > 0) {
            wake();
        }
    }

    void on(@Observes ContainerOpened event) {
        wake();
    }

    void on(@Observes ContainerLost event) {
        wake();
    }

    @Scheduled(
            every = "1s",
            delayed = "0s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        wake();
    }

    /// Looks now, or once more after the look that is going on.
    private void wake() {
        if (calls.getAndIncrement() == 0) {
            lookOnce();
        }
    }

    private void lookOnce() {
        int heard = calls.get();
        leader.alone("pool", this::settle)
                .onFailure()
                .invoke(failure -> Log.warnf("nothing kept ready: %s", failure))
                .onFailure()
                .recoverWithNull()
                .subscribe()
                .with(_ -> {
                    if (!calls.compareAndSet(heard, 0)) {
                        lookOnce();
                    }
                });
    }

    private Uni<Void> settle() {
        Instant now = clock.instant();
        return count(now).flatMap(stocks -> act(stocks, now));
    }

    private Uni<Stocks> count(Instant now) {
        return templates
                .all()
                .flatMap(all ->
                        store.demand(now.minus(window))
                                .flatMap(demand ->
                                        store.failures(now.minus(MEMORY))
                                                .flatMap(failures ->
                                                        store.containers()
                                                                .map(containers ->
                                                                        new Stocks(
                                                                                all,
                                                                                containers,
                                                                                demand,
                                                                                failures,
                                                                                began)))));
    }

    private Uni<Void> act(Stocks stocks, Instant now) {
        PoolPlan plan =
                planner.plan(stocks.all(), stocks.room(spares.most(), spares.isMemoryTight()), now);
        Map<TemplateId, Template> byId =
                stocks.templates().stream()
                        .collect(Collectors.toMap(Template::id, Function.identity()));
        Uni<Void> dropped =
                Multi.createFrom()
                        .iterable(plan.drop())
                        .onItem()
                        .transformToUniAndMerge(id -> spares.giveUp(id).invoke(metrics::dropped))
                        .collect()
                        .last();
        Uni<Void> started =
                Multi.createFrom()
                        .iterable(plan.start())
                        .map(byId::get)
                        .onItem()
                        .transformToUniAndMerge(
                                template -> spares.start(template).invoke(metrics::started))
                        .collect()
                        .last();
        return Uni.join().all(dropped, started).andFailFast().replaceWithVoid();
    }
}
