package dev.cloche.control.execution;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.execution.MoreInput;
import dev.cloche.api.execution.NewSignal;
import dev.cloche.api.executor.Reception;
import dev.cloche.api.executor.RunInput;
import dev.cloche.api.executor.RunSignal;
import dev.cloche.control.auth.Caller;
import dev.cloche.control.container.LiveContainer;
import dev.cloche.control.executor.Executors;
import dev.cloche.control.kernel.Refusal;
import dev.cloche.control.web.Words;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// What callers say to executions that run: input and signals.
@Singleton
final class Controls {

    private static final Duration SOON = Duration.ofSeconds(1);

    private final Executions executions;
    private final ExecutionStore store;
    private final Executors executors;

    Controls(Executions executions, ExecutionStore store, Executors executors) {
        this.executions = executions;
        this.store = store;
        this.executors = executors;
    }

    /// Passes input on. It is not repeated when it fails: it might be read twice.
    Uni<Void> input(Caller caller, String id, MoreInput more) {
        RunInput input = new RunInput(checked(more), more.ends());
        return executions
                .require(caller, id)
                .invoke(Controls::requireOpen)
                .flatMap(row ->
                        reach(row)
                                .flatMap(container ->
                                        executors.input(container, row.session(), row.id(), input))
                                .invoke(what -> requireTaken(row, what)))
                .replaceWithVoid();
    }

    Uni<Void> signal(Caller caller, String id, NewSignal asked) {
        RunSignal signal = new RunSignal(asked.named().number());
        return executions
                .require(caller, id)
                .flatMap(row ->
                        reach(row)
                                .flatMap(container ->
                                        executors.signal(
                                                container, row.session(), row.id(), signal))
                                .invoke(what -> requireTaken(row, what)))
                .replaceWithVoid();
    }

    private Uni<LiveContainer> reach(ExecutionRow row) {
        requireRunning(row);
        return store.whereabouts(row.id()).map(where -> container(row, where));
    }

    private static LiveContainer container(ExecutionRow row, Whereabouts where) {
        return switch (where) {
            case Whereabouts.NotYet() -> throw notStarted(row);
            case Whereabouts.There(var container) -> container;
            case Whereabouts.Gone() -> throw over(row);
        };
    }

    private static String checked(MoreInput more) {
        if (more.data() == null && !more.ends()) {
            throw Refusal.invalid("Field 'data' is required unless 'end' is true");
        }
        String data = more.data() == null ? "" : more.data();
        Words.requireSayable("data", data);
        if (data.getBytes(StandardCharsets.UTF_8).length > MoreInput.MAX_DATA) {
            throw Refusal.invalid("Field 'data' has more than " + MoreInput.MAX_DATA + " bytes");
        }
        return data;
    }

    private static void requireRunning(ExecutionRow row) {
        if (row.status().isFinal()) {
            throw over(row);
        }
    }

    private static void requireOpen(ExecutionRow row) {
        requireRunning(row);
        if (!row.stdinOpen()) {
            throw conflict("execution " + row.id() + " was submitted without 'stdin_open': true");
        }
    }

    private static void requireTaken(ExecutionRow row, Reception.What what) {
        switch (what) {
            case TAKEN -> {
                // As it should be.
            }
            case CLOSED ->
                    throw conflict("the standard input of execution " + row.id() + " is closed");
            case FULL ->
                    throw new Refusal(
                                    ErrorCode.TOO_MANY_REQUESTS,
                                    "execution " + row.id() + " does not read its standard input")
                            .retryAfter(SOON);
            case WAITING -> throw notStarted(row);
            case OVER -> throw over(row);
        }
    }

    private static Refusal notStarted(ExecutionRow row) {
        return conflict("execution " + row.id() + " has not started yet").retryAfter(SOON);
    }

    private static Refusal over(ExecutionRow row) {
        return conflict("execution " + row.id() + " does not run any more");
    }

    private static Refusal conflict(String detail) {
        return new Refusal(ErrorCode.CONFLICT, detail);
    }
}
