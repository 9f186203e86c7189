package dev.cloche.executor.process;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What the spawner is made of and works with.
///
/// @param python the interpreter it is written for
/// @param program the directory of its sources
/// @param bubblewrap the program that builds walls
/// @param seccomp the filter of system calls, as the kernel reads it
/// @param workspaces the directory that holds a workspace for each session
/// @param cgroups the directory of the cgroups that were delegated, if any were
public record SpawnerFiles(
        Path python,
        Path program,
        Path bubblewrap,
        Path seccomp,
        Path workspaces,
        Optional<Path> cgroups) {

    private static final Path INTERPRETER = Path.of("/usr/bin/python3");

    List<String> command(ObjectMapper json) {
        ObjectNode settings = json.createObjectNode();
        settings.put("bubblewrap", bubblewrap.toString());
        settings.put("python", INTERPRETER.toString());
        settings.put("seccomp", seccomp.toString());
        settings.put("workspaces", workspaces.toString());
        settings.put("cgroups", cgroups.map(Path::toString).orElse(null));
        return List.of(python.toString(), "-I", "-S", program.toString(), settings.toString());
    }
}
