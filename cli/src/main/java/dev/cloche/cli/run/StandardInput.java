package dev.cloche.cli.run;

import dev.cloche.cli.kernel.Exit;
import dev.cloche.cli.kernel.Refusal;
import java.io.InputStream;
import java.util.Optional;

/// What the caller pipes into the run.
final class StandardInput {
    private static final int MAX_BYTES = 1_048_576;

    private StandardInput() {}

    /// Whether somebody would have to type it.
    static boolean isTerminal(String name) {
        return name.startsWith("/dev/pts/")
                || name.startsWith("/dev/tty")
                || name.equals("/dev/console");
    }

    /// All of it, unless it comes from a terminal.
    static Optional<String> piped(String name, InputStream input) {
        if (name.isEmpty() || isTerminal(name)) {
            return Optional.empty();
        }
        String text =
                Text.read(input, MAX_BYTES, "standard input")
                        .orElseThrow(() ->
                                new Refusal(Exit.USAGE, "standard input is longer than 1 MB"));
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
