package dev.cloche.executor.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What the spawner is made of and works with.
///
/// @param python the interpreter it is written for
/// @param program its source
/// @param bubblewrap the program that builds the walls
/// @param seccomp the filter of system calls, as the kernel reads it
/// @param harnesses Python sources that it compiles at its start
public record SpawnerFiles(
        Path python, Path program, Path bubblewrap, Path seccomp, List<Path> harnesses) {

    public SpawnerFiles {
        harnesses = List.copyOf(harnesses);
    }

    List<String> command() {
        List<String> command = new ArrayList<>();
        command.addAll(List.of(python.toString(), "-I", "-S", program.toString()));
        command.addAll(List.of(bubblewrap.toString(), seccomp.toString()));
        harnesses.forEach(harness -> command.add(harness.toString()));
        return command;
    }
}
