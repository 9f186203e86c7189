package dev.cloche.executor.language;

import dev.cloche.executor.process.ChildRequest;

/// How code in one language is run.
///
/// @param program what is run
/// @param memory how its memory can be bounded
/// @param event how its event reaches the code
public record Launcher(ChildRequest.Program program, Memory memory, EventForm event) {

    /// The same without what was started in advance.
    public Launcher fresh() {
        var fresh =
                new ChildRequest.Program(
                        program.source(), program.command(), new ChildRequest.Start.Become());
        return new Launcher(fresh, memory, event);
    }

    /// How an interpreter deals with a limit of its address space.
    public enum Memory {
        /// It raises an error that code can catch and people understand.
        ADDRESS_SPACE,
        /// It works under one, but what it starts may not.
        ADDRESS_SPACE_AT_NEED,
        /// It reserves far more than it uses, and does not work under one.
        USE
    }

    /// What the event file contains.
    public enum EventForm {
        /// The event, its limits and names, for a harness that calls a handler.
        JOB,
        /// The event alone, which is also in the environment when it fits.
        PLAIN
    }
}
