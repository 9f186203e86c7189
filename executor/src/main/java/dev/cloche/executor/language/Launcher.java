package dev.cloche.executor.language;

import java.util.List;

/// How code in one language is run.
///
/// @param source the name of the file that the code is in
/// @param command what is started inside the sandbox
/// @param limitsAddressSpace whether the interpreter works under a limit of address space
/// @param event how its event reaches the code
public record Launcher(
        String source, List<String> command, boolean limitsAddressSpace, EventForm event) {

    public Launcher {
        command = List.copyOf(command);
    }

    /// What the event file contains.
    public enum EventForm {
        /// The event, its limits and names, for a harness that calls a handler.
        JOB,
        /// The event alone, which is also in the environment when it fits.
        PLAIN
    }
}
