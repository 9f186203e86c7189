package dev.cloche.control.container;

import dev.cloche.api.executor.ExecutorHealth;
import io.smallrye.mutiny.Uni;

/// Asks executors.
public interface Inquiries {

    /// How an executor is; a failure when it does not answer soon.
    Uni<ExecutorHealth> ask(LiveContainer container);
}
