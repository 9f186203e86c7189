package dev.cloche.cli.bench.way;

import dev.cloche.cli.kernel.Exit;
import dev.cloche.cli.kernel.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// A program that is started, read and waited for.
///
/// @param exitCode of it
/// @param out what it printed
record Command(int exitCode, String out) {

    // What a person has set, such as more certificates for node to read, is not the interpreter's.
    private static final Map<String, String> ENVIRONMENT =
            Map.of("PATH", "/usr/local/bin:/usr/bin:/bin", "HOME", "/tmp", "LANG", "C.UTF-8");

    /// In an environment like that of a sandbox. Its errors are printed to nowhere, so that it
    /// never waits for a reader.
    static Command run(List<String> argv) {
        ProcessBuilder builder =
                new ProcessBuilder(argv).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().putAll(ENVIRONMENT);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            byte[] out = process.getInputStream().readAllBytes();
            return new Command(process.waitFor(), new String(out, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new Refusal(
                    Exit.FAILED, "cannot run " + argv.getFirst() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(Exit.INTERRUPTED, "interrupted", e);
        }
    }

    /// Whether it can be started and leaves with zero.
    static boolean succeeds(List<String> argv) {
        try {
            return run(argv).exitCode() == 0;
        } catch (Refusal e) {
            if (e.exit() == Exit.INTERRUPTED) {
                throw e;
            }
            return false;
        }
    }
}
