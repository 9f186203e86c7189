package dev.cloche.cli.run;

import dev.cloche.cli.kernel.Exit;
import dev.cloche.cli.kernel.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// What the caller pipes into the run.
final class StandardInput {
    private static final Path DESCRIPTOR = Path.of("/proc/self/fd/0");
    private static final int MAX_BYTES = 1_048_576;

    private StandardInput() {}

    /// Where this process reads from; empty when it has no standard input.
    static String target() {
        try {
            return Files.readSymbolicLink(DESCRIPTOR).toString();
        } catch (IOException _) {
            return "";
        }
    }

    /// Whether somebody would have to type it.
    static boolean isTerminal(String target) {
        return target.startsWith("/dev/pts/")
                || target.startsWith("/dev/tty")
                || target.equals("/dev/console");
    }

    /// All of it, unless it comes from a terminal.
    static Optional<String> piped(String target, InputStream input) {
        if (target.isEmpty() || isTerminal(target)) {
            return Optional.empty();
        }
        String text =
                Text.read(input, MAX_BYTES, "standard input")
                        .orElseThrow(() ->
                                new Refusal(Exit.USAGE, "standard input is longer than 1 MB"));
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
