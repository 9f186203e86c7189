package dev.cloche.control.execution;

import dev.cloche.api.execution.ExecutionId;
import dev.cloche.api.execution.ExecutionStatus;
import dev.cloche.api.executor.RunNews;
import dev.cloche.api.session.SessionId;
import dev.cloche.control.container.LiveContainer;
import dev.cloche.control.executor.RunFeed;
import dev.cloche.control.executor.RunFeeds;
import dev.cloche.control.kernel.Json;
import dev.cloche.control.kernel.Waiting;
import dev.cloche.control.web.ServerEvent;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One reader follows one execution: live from its executor while it runs, and from what is stored
/// when it has ended. The two have the same positions, so it may go from one to the other anywhere.
///
/// Each event is looked for when the reader can take it. What happens meanwhile only wakes it.
final class Story {

    private final Sources sources;
    private final String tenant;
    private final ExecutionRow first;
    private ExecutionStatus seen;
    private final Telling telling;
    private @Nullable ExecutionRow ended;
    private @Nullable RunFeed feed;
    private Waiting.@Nullable Turn<ExecutionId, Optional<Conclusion>> conclusion;
    private Waiting.@Nullable Turn<SessionId, Optional<LiveContainer>> opening;
    private @Nullable UniEmitter<? super Void> sleeping;
    private boolean woken;
    private boolean closed;

    Story(Sources sources, String tenant, ExecutionRow row, Position from) {
        this.sources = sources;
        this.tenant = tenant;
        this.first = row;
        this.seen = row.status();
        this.telling = new Telling(from, sources.json());
    }

    /// Where news comes from.
    record Sources(
            ExecutionStore store,
            Conclusions conclusions,
            Openings openings,
            RunFeeds feeds,
            Json json,
            Duration keepAlive) {}

    Multi<ServerEvent> events() {
        return Multi.createBy()
                .repeating()
                .uni(this::step)
                .whilst(event -> event.isEmpty() || !event.get().last())
                .filter(Optional::isPresent)
                .map(Optional::get)
                .onTermination()
                .invoke(this::close);
    }

    // An event, or nothing when something has happened and another look is due.
    private Uni<Optional<ServerEvent>> step() {
        if (conclusion == null) {
            return begin().replaceWith(Optional.<ServerEvent>empty());
        }
        woken(false);
        Optional<ServerEvent> next = look();
        return next.isPresent()
                ? Uni.createFrom().item(next)
                : sleep().map(_ -> Optional.<ServerEvent>empty())
                        .ifNoItem()
                        .after(sources.keepAlive())
                        .recoverWithUni(this::stillHere);
    }

    private synchronized Optional<ServerEvent> look() {
        if (ended != null && ended.result().isPresent()) {
            return telling.stored(ended.status(), ended.result().get());
        }
        return telling.status(seen).or(this::heard);
    }

    private Optional<ServerEvent> heard() {
        Optional<ServerEvent> event = Optional.empty();
        while (feed != null && event.isEmpty()) {
            Optional<RunNews> news = feed.poll();
            if (news.isEmpty()) {
                return event;
            }
            event = telling.live(news.get());
        }
        return event;
    }

    // In line first, then a look: nothing is missed between the two.
    private Uni<Void> begin() {
        conclusion = sources.conclusions().await(first.id());
        conclusion.news().subscribe().with(_ -> read(), this::failed);
        return sources.conclusions()
                .noteWaiter(first.id())
                .flatMap(_ -> refresh())
                .flatMap(_ -> listen());
    }

    /// Reads how it ended, if it has.
    private Uni<Void> refresh() {
        return sources.store().find(first.id(), tenant).invoke(this::note).replaceWithVoid();
    }

    private void read() {
        refresh().subscribe().with(_ -> wake(), this::failed);
    }

    private synchronized void note(Optional<ExecutionRow> row) {
        if (row.isEmpty()) {
            return;
        }
        seen = row.get().status();
        if (seen.isFinal()) {
            ended = row.get();
            leave();
        }
    }

    private Uni<Void> listen() {
        synchronized (this) {
            if (ended != null || closed) {
                return Uni.createFrom().voidItem();
            }
            if (opening == null) {
                opening = sources.openings().await(first.session());
                opening.news().subscribe().with(this::opened, this::failed);
            }
        }
        return sources.openings()
                .noteWaiter(first.session())
                .flatMap(_ -> sources.store().whereabouts(first.id()))
                .invoke(where -> {
                    if (where instanceof Whereabouts.There(var container)) {
                        listenTo(container);
                    }
                })
                .replaceWithVoid();
    }

    // Another replica opened the session when there is no container in the news.
    private void opened(Optional<LiveContainer> container) {
        if (container.isPresent()) {
            listenTo(container.get());
            return;
        }
        synchronized (this) {
            opening = null;
        }
        listen().subscribe().with(_ -> {}, this::failed);
    }

    private synchronized void listenTo(LiveContainer container) {
        if (feed != null && feed.over()) {
            feed = null; // it was where the execution is no longer
        }
        if (feed == null && ended == null && !closed) {
            Position from = telling.position();
            feed =
                    sources.feeds()
                            .open(
                                    container,
                                    first.session(),
                                    first.id(),
                                    from.stdout(),
                                    from.stderr(),
                                    this::wake);
        }
    }

    // A feed that broke is opened again, and a conclusion that could not be read is read again.
    private Uni<Optional<ServerEvent>> stillHere() {
        synchronized (this) {
            if (feed != null && feed.over()) {
                feed = null;
            }
        }
        Uni<Void> again =
                feed == null ? refresh().flatMap(_ -> listen()) : Uni.createFrom().voidItem();
        return again.onFailure()
                .invoke(this::failed)
                .onFailure()
                .recoverWithNull()
                .replaceWith(Optional.of(ServerEvent.KEEP_ALIVE));
    }

    private void failed(Throwable failure) {
        Log.warnf("execution not followed for now id=%s: %s", first.id(), failure);
    }

    private Uni<Void> sleep() {
        return Uni.createFrom().emitter(this::sleep);
    }

    private void sleep(UniEmitter<? super Void> sleeper) {
        synchronized (this) {
            if (!woken) {
                sleeping = sleeper;
                return;
            }
        }
        sleeper.complete(null);
    }

    private void wake() {
        UniEmitter<? super Void> sleeper = woken(true);
        if (sleeper != null) {
            sleeper.complete(null);
        }
    }

    private synchronized @Nullable UniEmitter<? super Void> woken(boolean now) {
        woken = now;
        UniEmitter<? super Void> sleeper = sleeping;
        sleeping = null;
        return sleeper;
    }

    private synchronized void close() {
        closed = true;
        leave();
        if (conclusion != null) {
            conclusion.close();
        }
    }

    private synchronized void leave() {
        if (opening != null) {
            opening.close();
        }
        if (feed != null) {
            feed.close();
        }
    }
}
