package dev.cloche.control.execution;

import static java.util.stream.Collectors.groupingBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.execution.ExecutionId;
import dev.cloche.api.executor.RunRequest;
import dev.cloche.api.session.SessionId;
import dev.cloche.control.container.LiveContainer;
import dev.cloche.control.dependency.DependenciesSettled;
import dev.cloche.control.executor.Executors;
import dev.cloche.control.kernel.Json;
import dev.cloche.control.kernel.Refusal;
import dev.cloche.control.kernel.Vault;
import dev.cloche.control.session.SessionOpened;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Hands executions to their executors, again and again until somebody reports them; executors run
/// nothing twice.
@Singleton
final class Dispatcher {

    private static final int FIRST_ATTEMPT = 1;

    private final HandoverStore store;
    private final Executors executors;
    private final Vault vault;
    private final Json json;
    private final Clock clock;

    Dispatcher(HandoverStore store, Executors executors, Vault vault, Json json, Clock clock) {
        this.store = store;
        this.executors = executors;
        this.vault = vault;
        this.json = json;
        this.clock = clock;
    }

    /// What was accepted before its session was open waits in the table.
    void on(@Observes SessionOpened event) {
        handAll(event.session());
    }

    /// What was accepted while packages were being installed waits there too.
    void on(@Observes DependenciesSettled event) {
        handAll(event.session());
    }

    private void handAll(SessionId session) {
        handAll(store.pending(session, clock.instant().plusSeconds(1)))
                .subscribe()
                .with(
                        _ -> {},
                        failure ->
                                Log.warnf(
                                        "executions of %s not handed over yet: %s",
                                        session, failure));
    }

    /// What became of an execution that was to be handed over.
    enum Handed {
        /// Its executor has it, or will get it later.
        DONE,
        /// Its executor holds as many as it can.
        FULL
    }

    /// Hands over what has just been written down. Never fails: what is not handed over now is
    /// later.
    ///
    /// @param container where its session is open, if it is
    Uni<Handed> dispatch(ExecutionPlan plan, SessionId session, Optional<LiveContainer> container) {
        if (container.isEmpty()) {
            return Uni.createFrom().item(Handed.DONE);
        }
        RunRequest run =
                new RunRequest(
                        plan.id(),
                        FIRST_ATTEMPT,
                        plan.language(),
                        plan.code(),
                        plan.event() == null ? null : json.read(plan.event(), ObjectNode.class),
                        plan.envVars(),
                        plan.stdin(),
                        plan.stdinOpen(),
                        Duration.ofSeconds(plan.timeoutSeconds()).toMillis(),
                        plan.directory());
        return hand(container.get(), session, run);
    }

    /// Hands over everything of which nothing has been heard for a while, unless its executor has
    /// it: a whole line may wait there for long.
    Uni<Void> repeat(Duration silence) {
        return store.waiting(clock.instant().minus(silence))
                .onItem()
                .transformToMulti(all ->
                        Multi.createFrom()
                                .iterable(
                                        all.stream()
                                                .collect(groupingBy(one -> one.container().id()))
                                                .values()))
                .onItem()
                .transformToUniAndMerge(this::handWhatIsMissing)
                .collect()
                .last();
    }

    private Uni<Void> handWhatIsMissing(List<HandoverStore.Waiting> ofOneContainer) {
        LiveContainer container = ofOneContainer.getFirst().container();
        return executors
                .ask(container)
                .map(health -> missing(ofOneContainer, Set.copyOf(health.executions())))
                .flatMap(missing ->
                        missing.isEmpty()
                                ? Uni.createFrom().voidItem()
                                : handAll(store.pending(missing)))
                .onFailure()
                .invoke(failure ->
                        Log.warnf(
                                "executions not handed over again container=%s: %s",
                                container.id(), failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    // Executors name executions, not attempts: what one holds may be an attempt that was given up.
    private static List<ExecutionId> missing(
            List<HandoverStore.Waiting> waiting, Set<ExecutionId> held) {
        return waiting.stream()
                .filter(one -> one.attempt() > FIRST_ATTEMPT || !held.contains(one.id()))
                .map(HandoverStore.Waiting::id)
                .toList();
    }

    private Uni<Void> handAll(Uni<List<HandoverStore.Unheard>> unheard) {
        return unheard.onItem()
                .transformToMulti(all -> Multi.createFrom().iterable(all))
                .onItem()
                .transformToUniAndMerge(one -> hand(one.row(), one.container()))
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Handed> hand(ExecutionRow row, LiveContainer container) {
        return hand(container, row.session(), row.run(vault, json));
    }

    private Uni<Handed> hand(LiveContainer container, SessionId session, RunRequest run) {
        return executors
                .run(container, session, run)
                .replaceWith(Handed.DONE)
                .onFailure(Dispatcher::isFull)
                .recoverWithItem(Handed.FULL)
                .onFailure()
                .invoke(failure ->
                        Log.warnf(
                                "execution not handed over yet id=%s: %s",
                                run.executionId(), failure.getMessage()))
                .onFailure()
                .recoverWithItem(Handed.DONE);
    }

    private static boolean isFull(Throwable failure) {
        return failure instanceof Refusal refusal
                && refusal.code() == ErrorCode.NO_SANDBOX_AVAILABLE;
    }
}
