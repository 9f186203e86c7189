package dev.cloche.control.execution;

import dev.cloche.api.execution.ExecutionId;
import dev.cloche.api.session.SessionId;
import dev.cloche.control.auth.Caller;
import dev.cloche.control.container.LiveContainer;
import dev.cloche.control.executor.Executors;
import dev.cloche.control.kernel.Waiting;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/// Stops executions, wherever they are. The wish is written down first and the execution is looked
/// for afterwards: whoever hands executions over either sees the wish, or did so in a session that
/// was open before, where its executor is told. There the two may arrive in any order.
@Singleton
final class Cancellations {

    /// How long a caller waits to hear the end.
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final String REASON = "its caller cancelled it";

    private final Executions executions;
    private final ExecutionStore store;
    private final CancelStore wishes;
    private final Conclusions conclusions;
    private final Executors executors;
    private final Clock clock;

    Cancellations(
            Executions executions,
            ExecutionStore store,
            CancelStore wishes,
            Conclusions conclusions,
            Executors executors,
            Clock clock) {
        this.executions = executions;
        this.store = store;
        this.wishes = wishes;
        this.conclusions = conclusions;
        this.executors = executors;
        this.clock = clock;
    }

    /// Stops an execution; one that has ended stays as it is.
    ///
    /// @return the execution as it is then, which is final unless its executor is slow
    Uni<ExecutionRow> cancel(Caller caller, String id) {
        return executions
                .require(caller, id)
                .flatMap(row ->
                        row.status().isFinal() ? Uni.createFrom().item(row) : stop(caller, row));
    }

    /// Tells executors again what they may not have heard.
    Uni<Void> repeat() {
        return wishes.open()
                .onItem()
                .transformToMulti(all -> Multi.createFrom().iterable(all))
                .onItem()
                .transformToUniAndMerge(
                        one -> tell(one.container(), one.session(), one.id(), one.attempt()))
                .collect()
                .last();
    }

    /// Tells the executor that may have an execution in its line that it is over. That it is to be
    /// told is written down with the conclusion.
    Uni<Void> recall(ExecutionAge age) {
        return store.whereabouts(age.id())
                .flatMap(where ->
                        where instanceof Whereabouts.There(var container)
                                ? tell(container, age.session(), age.id(), age.attempt())
                                : wishes.recalled(age.id()));
    }

    private Uni<ExecutionRow> stop(Caller caller, ExecutionRow row) {
        Waiting.Turn<ExecutionId, Optional<Conclusion>> turn = conclusions.await(row.id());
        return conclusions
                .noteWaiter(row.id())
                .flatMap(_ -> wishes.ask(row.id(), caller.tenant(), clock.instant()))
                .flatMap(_ -> store.whereabouts(row.id()))
                .flatMap(where -> stop(row, where))
                .flatMap(_ -> executions.settledAfter(turn, caller, row.id(), PATIENCE))
                .onTermination()
                .invoke(turn::close);
    }

    private Uni<Void> stop(ExecutionRow row, Whereabouts where) {
        return switch (where) {
            case Whereabouts.NotYet() when row.container() != null ->
                    conclusions.conclude(row.id(), row.container(), Conclusion.cancelled(REASON));
            case Whereabouts.There(var container) ->
                    tell(container, row.session(), row.id(), row.attempt());
            // It is being ended by whoever ended its session or container.
            case Whereabouts.NotYet(), Whereabouts.Gone() -> Uni.createFrom().voidItem();
        };
    }

    private Uni<Void> tell(
            LiveContainer container, SessionId session, ExecutionId execution, int attempt) {
        return executors
                .cancel(container, session, execution, attempt)
                .flatMap(_ -> wishes.recalled(execution))
                .onFailure()
                .invoke(failure ->
                        Log.warnf(
                                "execution not cancelled yet id=%s: %s",
                                execution, failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }
}
