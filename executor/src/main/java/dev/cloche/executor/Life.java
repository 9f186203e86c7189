package dev.cloche.executor;

import dev.cloche.api.executor.ContainerReady;
import dev.cloche.api.executor.ExecutorBoot;
import dev.cloche.api.executor.ExitReason;
import dev.cloche.api.template.Isolation;
import dev.cloche.executor.boot.SandboxFiles;
import dev.cloche.executor.metrics.MetricsPort;
import dev.cloche.executor.probe.Isolated;
import dev.cloche.executor.probe.Probe;
import dev.cloche.executor.process.Spawner;
import dev.cloche.executor.report.SignOfLife;
import dev.cloche.executor.run.IsolationGate;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.HttpServer;
import io.quarkus.vertx.http.HttpServerStart;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The executor's life: it looks whether runs are isolated, says that it is there until nobody
/// wants it any more, and leaves nothing behind.
@Singleton
final class Life {

    private static final Logger LOG = Logger.getLogger(Life.class);
    private static final Duration SIGN_EVERY = Duration.ofSeconds(5);
    private static final Duration FOR_RUNS = Duration.ofMillis(1500);
    private static final Duration FOR_REPORTS = Duration.ofSeconds(1);
    private static final int SIGTERM_EXIT = 143;
    private static final int UNKNOWN_EXIT = 4;
    private static final int FAILED_EXIT = 1;

    private final ExecutorBoot boot;
    private final HealthResource.Holdings holdings;
    private final IsolationGate gate;
    private final SignOfLife sign;
    private final Machinery machinery;
    private volatile int exitCode = SIGTERM_EXIT;
    private @Nullable Future<?> signs;

    Life(
            ExecutorBoot boot,
            HealthResource.Holdings holdings,
            IsolationGate gate,
            SignOfLife sign,
            Machinery machinery) {
        this.boot = boot;
        this.holdings = holdings;
        this.gate = gate;
        this.sign = sign;
        this.machinery = machinery;
    }

    /// What runs are made with.
    @Singleton
    record Machinery(
            Spawner spawner,
            SandboxFiles files,
            Probe probe,
            HttpServer server,
            ScheduledExecutorService timer,
            ExecutorConfig config,
            Clock clock) {}

    // A client of Vert.x that is made while a request is served ends with the server, too early for
    // the last reports: this bean and what it needs are made here, before there is a server.
    void make(
            @Observes StartupEvent event,
            MetricsPort metrics,
            @ConfigProperty(name = "quarkus.http.host") String host) {
        LOG.debugf("executor starts container=%s", boot.containerId());
        machinery.config().metricsPort().ifPresent(port -> metrics.listen(host, port));
    }

    // What fails in an observer is lost, and nobody would know why this executor never says that it
    // is there.
    void start(@ObservesAsync HttpServerStart event) {
        try {
            begin();
        } catch (IOException | RuntimeException e) {
            LOG.error("executor cannot begin", e);
            leave("it could not begin", FAILED_EXIT);
        }
    }

    private void begin() throws IOException {
        holdings.reports().resume();
        gate.found(machinery.probe().look(surroundings()));
        Isolated isolated = gate.level();
        LOG.infof(
                "executor is ready container=%s port=%d isolation=%s %s",
                boot.containerId(),
                machinery.server().getPort(),
                isolated.level().wire(),
                isolated.detail());
        if (isolated.level() != Isolation.NONE && machinery.config().waiting()) {
            machinery.spawner().fill(() -> machinery.timer().execute(this::tryWaiting));
        }
        signs =
                machinery
                        .timer()
                        .scheduleAtFixedRate(
                                this::giveSign, 0, SIGN_EVERY.toSeconds(), TimeUnit.SECONDS);
    }

    void stop(@Observes ShutdownEvent event) throws IOException {
        if (signs != null) {
            signs.cancel(false);
        }
        holdings.runs().loseAll();
        boolean ended = holdings.runs().awaitEnd(FOR_RUNS);
        boolean reported = holdings.reports().awaitAcknowledged(FOR_REPORTS);
        LOG.infof("executor ends code=%d ended=%s reported=%s", exitCode, ended, reported);
        sayGoodbye();
        machinery.spawner().close();
        machinery.files().close();
    }

    // Until they are known to be as well isolated as others, no run gets a sandbox that waits.
    private void tryWaiting() {
        Isolated waiting = machinery.probe().lookAtWaiting(surroundings());
        if (waiting.level().satisfies(gate.level().level())) {
            machinery.spawner().trust();
        } else {
            LOG.errorf("sandboxes that wait are not used: %s", waiting.detail());
        }
    }

    private Probe.Surroundings surroundings() {
        Path spool = Path.of(boot.spool());
        Path workspaces = Path.of(boot.workspaces());
        List<Path> secrets = List.of(spool, workspaces, machinery.files().hidden());
        return new Probe.Surroundings(machinery.server().getPort(), secrets, workspaces);
    }

    private void giveSign() {
        Isolated isolated = gate.level();
        var ready =
                new ContainerReady(
                        boot.containerId(),
                        null,
                        machinery.server().getPort(),
                        machinery.clock().instant(),
                        isolated.level(),
                        isolated.detail());
        sign.give(ready, () -> !holdings.runs().active().isEmpty()).thenAccept(this::follow);
    }

    private void follow(SignOfLife.Next next) {
        switch (next) {
            case STAY -> {
                // Everything is as it should be, or will be again.
            }
            case LEAVE_UNKNOWN ->
                    leave("the control plane does not know this executor", UNKNOWN_EXIT);
            case LEAVE_ORPHANED -> leave("no control plane has answered for too long", 0);
        }
    }

    private void leave(String why, int code) {
        LOG.warnf("executor leaves: %s", why);
        exitCode = code;
        Quarkus.asyncExit(code);
    }

    private void sayGoodbye() {
        ExitReason why =
                switch (exitCode) {
                    case 0 -> ExitReason.NORMAL;
                    case SIGTERM_EXIT -> ExitReason.SIGTERM;
                    default -> ExitReason.ERROR;
                };
        try {
            sign.leave(exitCode, why)
                    .toCompletableFuture()
                    .get(FOR_REPORTS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException problem) {
            LOG.infof("nobody hears that this executor ends: %s", problem);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
        }
    }
}
