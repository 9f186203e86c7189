package dev.cloche.control.postgres;

import dev.cloche.control.runtime.BoundedLog;
import dev.cloche.control.runtime.Command;
import dev.cloche.control.runtime.HostProblem;
import dev.cloche.control.runtime.Programs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/// A running server.
final class PostgresProcess {

    private static final Logger LOG = Logger.getLogger(PostgresProcess.class);

    private static final Duration FAST = Duration.ofSeconds(20);
    private static final Duration IMMEDIATE = Duration.ofSeconds(5);

    private final Process process;
    private final int port;
    private final Programs programs;

    private PostgresProcess(Process process, int port, Programs programs) {
        this.process = process;
        this.port = port;
        this.programs = programs;
    }

    /// Starts the server of a cluster; it dies with the calling thread.
    static PostgresProcess start(List<String> command, BoundedLog log, int port, Programs programs)
            throws IOException {
        log.create();
        Process process =
                Command.builder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.file().toFile()))
                        .start();
        process.getOutputStream().close();
        return new PostgresProcess(process, port, programs);
    }

    /// Pure: the server's own part of its command line.
    static List<String> argv(Path program, Path cluster, Path rules, PostgresDoor door) {
        Map<String, String> settings =
                Map.ofEntries(
                        Map.entry("listen_addresses", door.listenAddresses()),
                        Map.entry("port", Integer.toString(door.port())),
                        Map.entry("hba_file", rules.toString()),
                        Map.entry("unix_socket_directories", ""),
                        Map.entry("max_connections", Integer.toString(door.connections())),
                        Map.entry("shared_buffers", "64MB"),
                        Map.entry("max_wal_size", "512MB"),
                        Map.entry("fsync", "on"),
                        Map.entry("synchronous_commit", "on"),
                        Map.entry("full_page_writes", "on"),
                        // No need for room in /dev/shm, of which containers have little.
                        Map.entry("dynamic_shared_memory_type", "mmap"),
                        Map.entry("jit", "off"),
                        Map.entry("log_checkpoints", "off"),
                        Map.entry("logging_collector", "off"),
                        Map.entry("log_destination", "stderr"));
        List<String> argv = new ArrayList<>(List.of(program.toString(), "-D", cluster.toString()));
        settings.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry ->
                        argv.addAll(List.of("-c", entry.getKey() + "=" + entry.getValue())));
        return List.copyOf(argv);
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    /// What is done when it ends.
    void onExit(Runnable action) {
        var _ = process.onExit().thenRun(action);
    }

    /// Whether it ended within some time.
    boolean endsWithin(Duration time) {
        try {
            return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HostProblem("interrupted while waiting for PostgreSQL", e);
        }
    }

    /// Ends it, however long its clients want to go on; data that was committed is kept either way.
    void stop() {
        if (!process.isAlive()) {
            return;
        }
        signal("INT");
        if (endsWithin(FAST)) {
            return;
        }
        LOG.warnf("PostgreSQL did not stop within %s and is told to stop at once", FAST);
        signal("QUIT");
        if (!endsWithin(IMMEDIATE)) {
            LOG.warnf("PostgreSQL did not stop within another %s and is killed", IMMEDIATE);
            process.destroyForcibly();
            endsWithin(IMMEDIATE);
        }
    }

    private void signal(String name) {
        List<String> kill =
                List.of(
                        programs.require("sh", "dash"),
                        "-c",
                        "kill -" + name + " \"$0\"",
                        Long.toString(process.pid()));
        Command.Outcome outcome = new Command(kill, Duration.ofSeconds(5)).run();
        if (!outcome.succeeded() && process.isAlive()) {
            LOG.warnf("cannot send SIG%s to PostgreSQL: %s", name, outcome.output());
        }
    }
}
