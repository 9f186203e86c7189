package dev.cloche.executor.process;

import dev.cloche.api.execution.WorkingDirectory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A run to start.
///
/// @param workspace the name of the directory that it works in, below that of all workspaces
/// @param packages the name of the directory beside it with what was installed for its session
/// @param program what is run
/// @param environment all of it; nothing is inherited
/// @param code and
/// @param event what the program is given, in files or otherwise
/// @param directory where in it the child starts
/// @param stdin what the child reads first; nothing when absent
/// @param stdinOpen whether more may follow
/// @param deadline after which it is killed
/// @param output how much of each stream is kept, and allowed
/// @param walls whose walls it gets
public record ChildRequest(
        String workspace,
        Optional<String> packages,
        Optional<WorkingDirectory> directory,
        Program program,
        Map<String, String> environment,
        String code,
        String event,
        Optional<String> stdin,
        boolean stdinOpen,
        ChildLimits limits,
        Duration deadline,
        Allowance output,
        WallBuilder walls) {

    public ChildRequest {
        environment = Map.copyOf(environment);
        if (workspace.isEmpty() || workspace.startsWith(".") || workspace.indexOf('/') >= 0) {
            throw new IllegalArgumentException("not the name of a workspace: " + workspace);
        }
    }

    /// A program and the ways in which it can be had.
    ///
    /// @param source the name of the file that the code is in, for programs that read it there
    /// @param command what a new process becomes
    /// @param start how it is started in a sandbox that waits
    public record Program(String source, List<String> command, Start start) {

        public Program {
            command = List.copyOf(command);
        }
    }

    /// How a program gets to run in a sandbox that was made in advance.
    public sealed interface Start {

        /// A process that waits there becomes it.
        record Become() implements Start {}

        /// It has been forked from an interpreter that has everything imported.
        record Resident() implements Start {}

        /// It was started in advance, by this command, and takes its code when there is some.
        ///
        /// @param memoryKilobytes what the kernel seems to have in all while the program starts
        record Waiting(List<String> command, long memoryKilobytes) implements Start {

            public Waiting {
                command = List.copyOf(command);
            }
        }
    }

    /// Who builds the walls.
    public enum WallBuilder {
        /// Whoever has some ready, else bubblewrap.
        FASTEST,
        /// Bubblewrap, for this run alone.
        BUBBLEWRAP,
        /// Whoever has some ready and nobody else, even if that is not trusted yet.
        ON_TRIAL
    }

    /// Bytes of each of stdout and stderr.
    ///
    /// @param kept returned
    /// @param allowed before the child is killed
    public record Allowance(long kept, long allowed) {}
}
