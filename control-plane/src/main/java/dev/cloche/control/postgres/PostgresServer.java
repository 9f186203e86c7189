package dev.cloche.control.postgres;

import dev.cloche.control.runtime.BoundedLog;
import dev.cloche.control.runtime.HostProblem;
import dev.cloche.control.runtime.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// A PostgreSQL server of our own. It ends with [#close()], and, should this process die without a
/// word, by itself.
public final class PostgresServer implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(PostgresServer.class);

    private static final long LOG_CUT_AT = 16L << 20;

    /// How long a start that was under way at the end may take to be given up.
    private static final Duration LAST_START = Duration.ofSeconds(10);

    private final ScheduledExecutorService keeper;
    private final PostgresLayout layout;
    private final BoundedLog log;
    private final String password;
    private volatile PostgresProcess process;
    private volatile boolean closing;

    private PostgresServer(
            ScheduledExecutorService keeper,
            PostgresLayout layout,
            BoundedLog log,
            PostgresStart.Running running) {
        this.keeper = keeper;
        // Who uses it knows the port by now.
        this.layout = layout.withPort(running.process().port());
        this.log = log;
        this.process = running.process();
        this.password = running.password();
    }

    /// Starts the server of a layout, after making what is not there yet, and returns when it
    /// accepts connections. The caller sees to it that no other process does the same at the time.
    ///
    /// @throws HostProblem when the machine does not let it; nothing is left running then
    public static PostgresServer start(PostgresLayout layout) {
        return start(layout, Optional.empty());
    }

    /// The same with a password that is known; the server of a layout that had another one takes it
    /// over.
    ///
    /// @param wanted one line
    public static PostgresServer start(PostgresLayout layout, Optional<String> wanted) {
        // The kernel ends the server with the very thread that started it, so that one must stay.
        ScheduledExecutorService keeper =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("postgres-keeper").factory());
        try {
            return keeper.submit(() -> start(layout, wanted, keeper)).get();
        } catch (ExecutionException e) {
            keeper.shutdownNow();
            throw problem(layout, e.getCause());
        } catch (InterruptedException e) {
            keeper.shutdownNow();
            Thread.currentThread().interrupt();
            throw new HostProblem("interrupted while PostgreSQL starts", e);
        }
    }

    private static PostgresServer start(
            PostgresLayout layout, Optional<String> wanted, ScheduledExecutorService keeper)
            throws IOException {
        var log = new BoundedLog(layout.log(), LOG_CUT_AT);
        PostgresStart.Running running =
                new PostgresStart(layout, log, Programs.ofThisHost(), wanted).run();
        var _ = keeper.scheduleWithFixedDelay(() -> trim(log), 1, 1, TimeUnit.MINUTES);
        LOG.infof(
                "PostgreSQL runs pid=%d port=%d directory=%s",
                running.process().pid(), running.process().port(), layout.directory());
        var server = new PostgresServer(keeper, layout, log, running);
        server.watch();
        return server;
    }

    private void watch() {
        process.onExit(() -> {
            if (!closing) {
                LOG.errorf("PostgreSQL pid=%d has ended and is started again", process.pid());
                keeper.execute(this::startAgain);
            }
        });
    }

    // On the keeper's thread, as the first time.
    private void startAgain() {
        if (closing) {
            return;
        }
        try {
            process =
                    new PostgresStart(layout, log, Programs.ofThisHost(), Optional.of(password))
                            .run()
                            .process();
            LOG.infof("PostgreSQL runs again pid=%d", process.pid());
            watch();
        } catch (IOException | RuntimeException e) {
            LOG.errorf("PostgreSQL cannot be started and is tried again: %s", e.getMessage());
            var _ = keeper.schedule(this::startAgain, 2, TimeUnit.SECONDS);
        }
    }

    private static RuntimeException problem(PostgresLayout layout, @Nullable Throwable cause) {
        return switch (cause) {
            case HostProblem problem -> problem;
            case IOException problem -> unusable(layout, problem);
            case UncheckedIOException problem -> unusable(layout, problem);
            case null, default -> new IllegalStateException("cannot start PostgreSQL", cause);
        };
    }

    private static HostProblem unusable(PostgresLayout layout, Exception cause) {
        return new HostProblem(
                "PostgreSQL cannot be set up in %s: %s. Remedy: see to it that the directory is on a file system with room and that this user may write there"
                        .formatted(layout.directory(), cause),
                cause);
    }

    private static void trim(BoundedLog log) {
        try {
            log.trim();
        } catch (IOException e) {
            LOG.warnf(e, "cannot cut %s", log.file());
        }
    }

    /// For JDBC, without user and password.
    public String jdbcUrl() {
        return "jdbc:" + reactiveUrl();
    }

    /// For the reactive client, without user and password.
    public String reactiveUrl() {
        return "postgresql://127.0.0.1:%d/%s".formatted(process.port(), PostgresCluster.NAME);
    }

    /// The one user, who owns the database.
    public String user() {
        return PostgresCluster.NAME;
    }

    /// That user's password, the same for the life of the cluster.
    public String password() {
        return password;
    }

    /// The process id of the server.
    public long pid() {
        return process.pid();
    }

    /// Stops the server and waits until it has stopped. Its clients lose their connections.
    @Override
    public void close() {
        closing = true;
        process.stop();
        keeper.shutdownNow();
        try {
            boolean _ = keeper.awaitTermination(LAST_START.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // It may just have been started again.
        process.stop();
    }
}
