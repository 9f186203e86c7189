package dev.cloche.control.execution;

/// What is to be done about an execution that is not final.
sealed interface ExecutionVerdict {

    /// Nothing.
    record Leave() implements ExecutionVerdict {}

    /// The platform lost it.
    record Lost(String why) implements ExecutionVerdict {}

    /// Its session is over, and nobody reported it.
    record Cancelled(String why) implements ExecutionVerdict {}
}
