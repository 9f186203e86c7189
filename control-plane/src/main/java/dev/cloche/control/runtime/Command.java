package dev.cloche.control.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A short command, run to its end with a clean environment.
///
/// @param argv the program's absolute path, then its arguments
/// @param patience after which it is killed
public record Command(List<String> argv, Duration patience) {

    private static final int OUTPUT_KEPT = 16_384;

    public Command {
        argv = List.copyOf(argv);
    }

    /// What came of it.
    ///
    /// @param output stdout and stderr together, the beginning of it
    public record Outcome(int exitCode, String output) {

        public boolean succeeded() {
            return exitCode == 0;
        }
    }

    /// Runs it on the calling thread, without input.
    public Outcome run() {
        return run("");
    }

    /// Runs it on the calling thread.
    ///
    /// @param input what it reads, no more than a pipe holds
    public Outcome run(String input) {
        try {
            Process process = builder(argv).redirectErrorStream(true).start();
            try {
                return outcome(process, input);
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + argv.getFirst(), e);
        }
    }

    /// A builder with nothing in its environment but what any program needs.
    public static ProcessBuilder builder(List<String> argv) {
        var builder = new ProcessBuilder(argv);
        builder.environment().clear();
        builder.environment().put("PATH", Programs.PATH);
        builder.environment().put("LANG", "C.UTF-8");
        return builder;
    }

    private Outcome outcome(Process process, String input) throws IOException {
        try (OutputStream stream = process.getOutputStream()) {
            stream.write(input.getBytes(StandardCharsets.UTF_8));
        }
        CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> drain(process));
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new HostProblem(
                        "'%s' did not end within %s".formatted(argv.getFirst(), patience));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HostProblem("interrupted while running '%s'".formatted(argv.getFirst()), e);
        }
        return new Outcome(process.exitValue(), output.join());
    }

    private static String drain(Process process) {
        try (InputStream stream = process.getInputStream()) {
            byte[] kept = stream.readNBytes(OUTPUT_KEPT);
            stream.skip(Long.MAX_VALUE);
            return new String(kept, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
