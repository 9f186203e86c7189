package dev.cloche.executor.process;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A sandbox to start.
///
/// @param arguments for bubblewrap; they travel by descriptor and are on no command line
/// @param command what runs inside; others in the container can read it
/// @param code content of descriptor [Descriptors#code]
/// @param event content of descriptor [Descriptors#event]
/// @param stdin what the child reads; nothing when absent
/// @param stdinOpen whether its standard input stays open after that
/// @param deadline after which it is killed
/// @param output how much of each stream is kept, and allowed
public record ChildRequest(
        List<String> arguments,
        List<String> command,
        String code,
        String event,
        Optional<String> stdin,
        boolean stdinOpen,
        ChildLimits limits,
        Duration deadline,
        Allowance output) {

    public ChildRequest {
        arguments = List.copyOf(arguments);
        command = List.copyOf(command);
        for (String argument : arguments) {
            if (argument.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("an argument contains NUL");
            }
        }
    }

    /// Bytes of each of stdout and stderr.
    ///
    /// @param kept returned
    /// @param allowed before the child is killed
    public record Allowance(long kept, long allowed) {}
}
