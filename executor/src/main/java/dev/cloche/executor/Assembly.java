package dev.cloche.executor;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cloche.api.executor.ExecutorBoot;
import dev.cloche.executor.boot.SandboxFiles;
import dev.cloche.executor.bubblewrap.Confinement;
import dev.cloche.executor.bubblewrap.FileRoom;
import dev.cloche.executor.bubblewrap.HostLayout;
import dev.cloche.executor.dependency.Doors;
import dev.cloche.executor.dependency.Drafts;
import dev.cloche.executor.dependency.InstallationGate;
import dev.cloche.executor.dependency.Installations;
import dev.cloche.executor.file.Clerks;
import dev.cloche.executor.language.Languages;
import dev.cloche.executor.metrics.MetricsPort;
import dev.cloche.executor.metrics.Snapshot;
import dev.cloche.executor.probe.Probe;
import dev.cloche.executor.process.ChildRequest;
import dev.cloche.executor.process.Spawner;
import dev.cloche.executor.report.ControlPlane;
import dev.cloche.executor.report.Reports;
import dev.cloche.executor.report.SignOfLife;
import dev.cloche.executor.run.IsolationGate;
import dev.cloche.executor.run.Load;
import dev.cloche.executor.run.Preparation;
import dev.cloche.executor.run.Runs;
import dev.cloche.executor.session.Environment;
import dev.cloche.executor.session.Sessions;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/// How the parts are put together; read from top to bottom.
final class Assembly {

    private static final int LEAST_WAITING = 512;

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    ExecutorBoot boot() {
        return Main.told();
    }

    @Produces
    @Singleton
    SandboxFiles files(ExecutorConfig config) throws IOException {
        return SandboxFiles.below(config.files());
    }

    @Produces
    @Singleton
    HostLayout host() {
        return HostLayout.of(Path.of("/"));
    }

    @Produces
    @Singleton
    Spawner spawner(
            SandboxFiles files, ExecutorConfig config, ExecutorBoot boot, ObjectMapper json) {
        Path workspaces = Path.of(boot.workspaces());
        Optional<Path> cgroups = Optional.ofNullable(boot.cgroups()).map(Path::of);
        return new Spawner(files.spawner(config.bubblewrap(), workspaces, cgroups), json);
    }

    @Produces
    @Singleton
    Probe probe(
            Spawner spawner,
            HostLayout host,
            SandboxFiles files,
            ExecutorBoot boot,
            ObjectMapper json) {
        return new Probe(
                spawner,
                proc ->
                        new Confinement(
                                host,
                                proc,
                                files.visible(),
                                Path.of(boot.workspaces()),
                                environment(host),
                                preload(boot)),
                json);
    }

    private static Map<String, String> environment(HostLayout host) {
        return host.hasInstalled() ? Environment.withInstalled() : Environment.always();
    }

    private static List<String> preload(ExecutorBoot boot) {
        return boot.preload() == null ? List.of() : boot.preload();
    }

    @Produces
    @Singleton
    Sessions sessions(ExecutorBoot boot) {
        return new Sessions(Path.of(boot.workspaces()));
    }

    @Produces
    @Singleton
    ControlPlane controlPlane(Vertx vertx, ExecutorBoot boot, Clock clock) {
        return new ControlPlane(vertx, boot.controlPlaneUrl(), boot.callbackSecret(), clock);
    }

    @Produces
    @Singleton
    Reports reports(
            ControlPlane controlPlane,
            ExecutorBoot boot,
            ObjectMapper json,
            ScheduledExecutorService timer,
            Clock clock) {
        return new Reports(controlPlane, Path.of(boot.spool()), json, timer, clock);
    }

    @Produces
    @Singleton
    SignOfLife signOfLife(
            ControlPlane controlPlane, ExecutorBoot boot, ObjectMapper json, Clock clock) {
        var patience = Duration.ofSeconds(boot.orphanAfterSeconds());
        return new SignOfLife(controlPlane, json, boot.containerId(), patience, clock);
    }

    @Produces
    @Singleton
    IsolationGate gate() {
        return new IsolationGate();
    }

    @Produces
    @Singleton
    Clerks clerks(
            HostLayout host,
            SandboxFiles files,
            ExecutorConfig config,
            IsolationGate gate,
            ObjectMapper json) {
        return new Clerks(
                new FileRoom(host, files.clerk()),
                List.of(config.bubblewrap().toString()),
                () -> gate.level().level(),
                json,
                config.filesAtOnce());
    }

    @Produces
    @Singleton
    Installations installations(
            Spawner spawner,
            Sessions sessions,
            SandboxFiles files,
            ExecutorBoot boot,
            ObjectMapper json) {
        return new Installations(
                spawner,
                sessions,
                new Drafts(Path.of(boot.workspaces())),
                new Doors(files.door(), json),
                json);
    }

    @Produces
    @Singleton
    InstallationGate installationGate(IsolationGate gate) {
        return gate::requireIsolation;
    }

    @Produces
    @Singleton
    Preparation preparation(HostLayout host, ObjectMapper json) {
        return new Preparation(ChildRequest.WallBuilder.FASTEST, json, environment(host));
    }

    @Produces
    @Singleton
    Runs runs(
            Preparation preparation,
            Spawner spawner,
            Reports reports,
            ExecutorConfig config,
            ScheduledExecutorService timer,
            Clock clock) {
        int processors = Runtime.getRuntime().availableProcessors();
        var around =
                new Runs.Surroundings(
                        Executors.newVirtualThreadPerTaskExecutor(),
                        timer,
                        config.runsAtOnce(),
                        processors * config.runsBeginningPerProcessor(),
                        Math.max(LEAST_WAITING, processors * config.runsWaitingPerProcessor()),
                        clock);
        return new Runs(preparation, new Languages(Path.of("/")), spawner, reports, around);
    }

    @Produces
    @Singleton
    MetricsPort metrics(
            Vertx vertx,
            HealthResource.Holdings holdings,
            Spawner spawner,
            IsolationGate gate,
            Clock clock) {
        Instant started = clock.instant();
        return new MetricsPort(
                vertx,
                () -> {
                    Load load = holdings.runs().load();
                    return new Snapshot(
                            load.running(),
                            load.waiting(),
                            holdings.reports().ended(),
                            holdings.reports().unacknowledged().size(),
                            holdings.sessions().ids().size(),
                            spawner.pool().ready(),
                            HealthResource.fault(spawner, gate).isEmpty(),
                            started);
                });
    }

    @Produces
    @Singleton
    HealthResource.Holdings holdings(Sessions sessions, Runs runs, Reports reports) {
        return new HealthResource.Holdings(sessions, runs, reports);
    }
}
