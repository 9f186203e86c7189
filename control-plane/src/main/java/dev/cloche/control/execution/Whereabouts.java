package dev.cloche.control.execution;

import dev.cloche.control.container.LiveContainer;

/// Where an execution can be reached.
sealed interface Whereabouts {

    /// Nowhere yet: its session is being created.
    record NotYet() implements Whereabouts {}

    /// Its session is open there.
    record There(LiveContainer container) implements Whereabouts {}

    /// Nowhere any more: its session is over, or its container gone.
    record Gone() implements Whereabouts {}
}
