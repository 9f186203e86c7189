package dev.cloche.cli.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Sends signals.
final class Signals {
    private Signals() {}

    /// Sends one to each of these; those that have ended do not matter.
    static void send(String signal, Collection<Long> pids) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("kill", "-" + signal, "--"));
        pids.forEach(it -> command.add(Long.toString(it)));
        if (!pids.isEmpty()) {
            int _ = run(command);
        }
    }

    /// Runs a program of the system and gives its exit code.
    static int run(List<String> command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
