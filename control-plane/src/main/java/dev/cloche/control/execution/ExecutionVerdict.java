package dev.cloche.control.execution;

import java.time.Duration;

/// What is to be done about an execution that is not final.
sealed interface ExecutionVerdict {

    /// Nothing.
    record Leave() implements ExecutionVerdict {}

    /// The platform lost it, for good.
    record Lost(String why) implements ExecutionVerdict {}

    /// It took so much memory that its container ended with it: that is how it ended.
    record Starved(String why) implements ExecutionVerdict {}

    /// The platform lost this attempt; there is to be another one after a pause.
    record Again(String why, Duration pause) implements ExecutionVerdict {}

    /// It has waited for that long, which is as long as it may, and has not begun.
    record Expired(Duration limit) implements ExecutionVerdict {}

    /// Its session is over, and nobody reported it.
    record Cancelled(String why) implements ExecutionVerdict {}
}
