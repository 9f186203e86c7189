package dev.cloche.control.execution;

import dev.cloche.control.auth.Caller;
import dev.cloche.control.executor.RunFeeds;
import dev.cloche.control.kernel.Json;
import dev.cloche.control.kernel.Refusal;
import dev.cloche.control.web.EventStream;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;

/// Tells readers what happens to an execution, from its beginning or from where they were.
@Singleton
final class Stories {

    private final Executions executions;
    private final Story.Sources sources;

    Stories(
            Executions executions,
            ExecutionStore store,
            Conclusions conclusions,
            Openings openings,
            RunFeeds feeds,
            ExecutionConfig config,
            Json json) {
        this.executions = executions;
        this.sources =
                new Story.Sources(store, conclusions, openings, feeds, json, config.keepAlive());
    }

    /// The events after a position; nothing when the last one has been told.
    Uni<Optional<EventStream>> tell(Caller caller, String id, Position from) {
        return executions
                .require(caller, id)
                .invoke(row -> requirePossible(row, from))
                .map(row ->
                        from.told() == Position.Told.RESULT
                                ? Optional.empty()
                                : Optional.of(stream(caller, row, from)));
    }

    private EventStream stream(Caller caller, ExecutionRow row, Position from) {
        return new EventStream(new Story(sources, caller.tenant(), row, from).events());
    }

    private static void requirePossible(ExecutionRow row, Position from) {
        if (!row.status().isFinal() && from.told().compareTo(Position.Told.ENDED) >= 0) {
            throw Refusal.invalid(
                    "Last-Event-ID: '" + from.text() + "' is the id of an event that is to come");
        }
    }
}
