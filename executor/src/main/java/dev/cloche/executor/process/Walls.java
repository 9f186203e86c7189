package dev.cloche.executor.process;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// How sandboxes are walled: arguments of bubblewrap, and what the fork server is told.
///
/// @param before those of a sandbox for one run, up to its temporary directories and workspace
/// @param after those that follow
/// @param pool those of the room in which the fork server and all that it forks live
/// @param fork what the fork server is told about walls inside it
public record Walls(List<String> before, List<String> after, List<String> pool, Fork fork) {

    /// Where the workspaces are seen in the pool's room.
    public static final String WORKSPACES = "/run/cloche/workspaces";

    public Walls {
        before = List.copyOf(before);
        after = List.copyOf(after);
        pool = List.copyOf(pool);
    }

    /// What the fork server does for each child.
    ///
    /// @param ownProc whether it mounts a `/proc` of its own
    /// @param maskedFiles files in there that are hidden
    /// @param maskedDirectories directories in there that are hidden
    /// @param preload Python modules that are imported in advance
    public record Fork(
            boolean ownProc,
            List<String> maskedFiles,
            List<String> maskedDirectories,
            List<String> preload) {

        public Fork {
            maskedFiles = List.copyOf(maskedFiles);
            maskedDirectories = List.copyOf(maskedDirectories);
            preload = List.copyOf(preload);
        }
    }

    /// Arguments as bubblewrap reads them from a descriptor.
    static byte[] bytes(List<String> arguments) {
        var all = new ByteArrayOutputStream();
        for (String argument : arguments) {
            if (argument.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("an argument contains NUL");
            }
            all.writeBytes(argument.getBytes(StandardCharsets.UTF_8));
            all.write(0);
        }
        return all.toByteArray();
    }
}
