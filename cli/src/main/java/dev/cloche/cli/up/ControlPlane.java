package dev.cloche.cli.up;

import dev.cloche.cli.kernel.Exit;
import dev.cloche.cli.kernel.Refusal;
import dev.cloche.cli.platform.Announcement;
import dev.cloche.cli.platform.DataDirectory;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A control plane that this process started. It must be started from a thread that lives as long
/// as this process, for it is told of the end of that thread.
public final class ControlPlane {
    private static final Duration LONGEST_START = Duration.ofMinutes(2);
    private static final long LOOK_AGAIN_MS = 20;

    private final Process process;
    private final DataDirectory data;
    private final long startedNanos;
    private volatile boolean stopping;

    private ControlPlane(Process process, DataDirectory data, long startedNanos) {
        this.process = process;
        this.data = data;
        this.startedNanos = startedNanos;
    }

    /// Starts one; what it prints is added to that file.
    public static ControlPlane start(Launch launch, LogFile log) {
        long now = System.nanoTime();
        try {
            var command = new ProcessBuilder(launch.command());
            // Else names of files that are not ASCII cannot be spelled.
            command.environment().put("LC_ALL", "C.UTF-8");
            command.environment().putAll(launch.environment());
            Process process =
                    command.directory(launch.data().toFile())
                            .redirectInput(new File("/dev/null"))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.path().toFile()))
                            .start();
            return new ControlPlane(process, new DataDirectory(launch.data()), now);
        } catch (IOException e) {
            throw new Refusal(
                    Exit.FAILED,
                    "cannot start setpriv, which util-linux brings: " + e.getMessage(),
                    e);
        }
    }

    /// Waits until it says that it is ready.
    public Start awaitReady() throws InterruptedException {
        while (process.isAlive()) {
            Optional<Announcement> ready = Announcement.of(data, process.pid());
            if (ready.isPresent()) {
                return new Start.Ready(ready.get().url(), sinceStart());
            }
            if (sinceStart().compareTo(LONGEST_START) > 0) {
                return new Start.TooSlow(LONGEST_START);
            }
            boolean _ = process.waitFor(LOOK_AGAIN_MS, TimeUnit.MILLISECONDS);
        }
        return new Start.Died(process.waitFor());
    }

    /// Whether it ended within that time.
    boolean awaitEnd(Duration patience) throws InterruptedException {
        return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Its process.
    public long pid() {
        return process.pid();
    }

    /// What it left with; only after its end.
    int exitCode() {
        return process.exitValue();
    }

    /// Whether it runs.
    public boolean isAlive() {
        return process.isAlive();
    }

    /// Whether somebody asked it to end.
    boolean isStopping() {
        return stopping;
    }

    /// Asks it to end, and makes it when it takes too long. Says whether it ended by itself.
    public boolean stop(Duration patience) {
        stopping = true;
        process.destroy();
        try {
            if (awaitEnd(patience)) {
                return true;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        Process _ = process.destroyForcibly();
        return false;
    }

    private Duration sinceStart() {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }
}
