package dev.cloche.executor.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.cloche.api.execution.ExecutionId;
import dev.cloche.api.execution.Language;
import dev.cloche.api.executor.RunLimits;
import dev.cloche.api.executor.RunRequest;
import dev.cloche.api.executor.SessionBinding;
import dev.cloche.api.session.SessionId;
import dev.cloche.executor.boot.SandboxFiles;
import dev.cloche.executor.bubblewrap.Confinement;
import dev.cloche.executor.bubblewrap.HostLayout;
import dev.cloche.executor.language.Languages;
import dev.cloche.executor.process.ChildRequest;
import dev.cloche.executor.process.Delegation;
import dev.cloche.executor.process.Spawner;
import dev.cloche.executor.process.SpawnerFiles;
import dev.cloche.executor.process.Walls;
import dev.cloche.executor.report.ControlPlane;
import dev.cloche.executor.report.Reports;
import dev.cloche.executor.session.Environment;
import dev.cloche.executor.session.Sessions;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// Everything that an executor is made of, with real sandboxes. As root it starts children as a
/// user without privileges: a root's code must never be tried out.
public final class Workbench implements AutoCloseable {

    public static final long MEBIBYTE = 1024L * 1024;
    public static final RunLimits LIMITS =
            new RunLimits(1, 512 * MEBIBYTE, 64 * MEBIBYTE, 64, MEBIBYTE, 10 * MEBIBYTE);
    private static final int NOBODY = 62000;
    private static final int BEGINNING = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Plan plan;
    private final Optional<Delegation> delegation;
    private final AtomicInteger names = new AtomicInteger();
    private final Path root;
    private final Path workspaces;
    private final SandboxFiles files;
    private final Vertx vertx = Vertx.vertx();
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
    public final ObjectMapper json =
            new ObjectMapper()
                    .registerModule(new JavaTimeModule())
                    .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
    public final ControlPlaneDouble controlPlane = new ControlPlaneDouble(vertx, json);
    public final Spawner spawner;
    public final Sessions sessions;
    public final Reports reports;
    public final Runs runs;

    /// One on which runs have the walls that bubblewrap builds.
    public Workbench() throws IOException {
        this(ChildRequest.WallBuilder.BUBBLEWRAP);
    }

    public Workbench(ChildRequest.WallBuilder walls) throws IOException {
        this(Plan.of(walls));
    }

    public Workbench(ChildRequest.WallBuilder walls, int atOnce, int waiting) throws IOException {
        this(Plan.of(walls).room(atOnce, waiting));
    }

    public Workbench(Plan plan) throws IOException {
        assertThat(Path.of("/usr/bin/bwrap"))
                .as("bubblewrap is needed for these tests: install the package bubblewrap")
                .isExecutable();
        this.plan = plan;
        root = Files.createTempDirectory("cloche-test-");
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
        files = SandboxFiles.below(root);
        if (plan.shortLived) {
            Path server = files.hidden().resolve("spawner/server.py");
            String text = Files.readString(server);
            assertThat(text).contains("MOST_FORKS, OLDEST = 5000,");
            Files.writeString(server, text.replace("= 5000,", "= 12,"));
        }
        workspaces = Files.createDirectories(root.resolve("workspaces"));
        sessions = new Sessions(workspaces);
        own(root);
        delegation =
                plan.cgroups || plan.container > 0
                        ? Optional.of(new Delegation(root.resolve("cgroups"), NOBODY))
                        : Optional.empty();
        if (plan.container > 0 && delegation().isPresent()) {
            delegation().get().hold(plan.container);
        }
        SpawnerFiles spawnerFiles =
                files.spawner(
                        plan.unlucky ? unluckyOnce() : Path.of("/usr/bin/bwrap"),
                        workspaces,
                        plan.cgroups ? delegation().map(Delegation::subtree) : Optional.empty());
        spawner = new Spawner(asNobody(spawnerFiles), json);
        spawner.wall(plan.walled.apply(confinement(Confinement.Proc.OWN).walls()));
        if (plan.walls != ChildRequest.WallBuilder.BUBBLEWRAP) {
            fill();
        }
        var link = new ControlPlane(vertx, controlPlane.url(), "secret", Clock.systemUTC());
        reports = new Reports(link, spool(), json, timer, Clock.systemUTC());
        var around =
                new Runs.Surroundings(
                        Executors.newVirtualThreadPerTaskExecutor(),
                        timer,
                        plan.atOnce,
                        BEGINNING,
                        plan.waiting,
                        Clock.systemUTC());
        var preparation = new Preparation(plan.walls, json, Environment.always());
        runs = new Runs(preparation, new Languages(Path.of("/")), spawner, reports, around);
    }

    /// What a workbench is to be like.
    public static final class Plan {

        private final ChildRequest.WallBuilder walls;
        private int atOnce = 512;
        private int waiting = 256;
        private boolean cgroups;
        private List<String> preload = List.of();
        private UnaryOperator<Walls> walled = UnaryOperator.identity();
        private boolean filled = true;
        private boolean shortLived;
        private boolean unlucky;
        private long container;

        private Plan(ChildRequest.WallBuilder walls) {
            this.walls = walls;
        }

        /// @param walls whose walls runs get
        public static Plan of(ChildRequest.WallBuilder walls) {
            return new Plan(walls);
        }

        private Plan but(Consumer<Plan> change) {
            Plan other = new Plan(walls);
            other.atOnce = atOnce;
            other.waiting = waiting;
            other.cgroups = cgroups;
            other.preload = preload;
            other.walled = walled;
            other.filled = filled;
            other.shortLived = shortLived;
            other.unlucky = unlucky;
            other.container = container;
            change.accept(other);
            return other;
        }

        public Plan room(int most, int more) {
            return but(plan -> {
                plan.atOnce = most;
                plan.waiting = more;
            });
        }

        /// Whether runs are held by cgroups, where they can be had.
        public Plan cgroups(boolean wanted) {
            return but(plan -> plan.cgroups = wanted);
        }

        /// Modules that are imported in advance.
        public Plan preload(String... modules) {
            return but(plan -> plan.preload = List.of(modules));
        }

        /// No sandboxes will wait, since the walls are spoilt.
        public Plan unfilled(UnaryOperator<Walls> spoilt) {
            return but(plan -> {
                plan.walled = spoilt;
                plan.filled = false;
            });
        }

        /// A fork server is renewed after a few forks.
        public Plan shortLivedServers() {
            return but(plan -> plan.shortLived = true);
        }

        /// The first program that is to build walls ends at once.
        public Plan unluckyOnce() {
            return but(plan -> plan.unlucky = true);
        }

        /// All of it together has so many bytes of memory, in a group that it cannot change, where
        /// that can be had.
        public Plan inContainer(long memory) {
            return but(plan -> plan.container = memory);
        }
    }

    /// The cgroups that were delegated, where they are wanted and can be had.
    public Optional<Delegation> delegation() {
        return delegation.filter(Delegation::works);
    }

    public Path spool() {
        return root.resolve("spool");
    }

    public Confinement confinement(Confinement.Proc proc) {
        return new Confinement(
                HostLayout.of(Path.of("/")),
                proc,
                files.visible(),
                workspaces,
                Environment.always(),
                plan.preload);
    }

    public Path workspaces() {
        return workspaces;
    }

    public SandboxFiles files() {
        return files;
    }

    private Path unluckyOnce() throws IOException {
        Path luck = Files.createDirectory(root.resolve("luck"));
        Path program = luck.resolve("bwrap");
        Files.writeString(
                program,
                """
                #!/bin/sh
                mkdir %s/ended 2>/dev/null && exit 0
                exec /usr/bin/bwrap "$@"
                """
                        .formatted(luck));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        own(luck);
        return program;
    }

    private void fill() {
        var ready = new CompletableFuture<Void>();
        spawner.fill(() -> ready.complete(null));
        if (!plan.filled) {
            spawner.trust();
            return;
        }
        ready.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        spawner.trust();
    }

    /// Directories that no run may see.
    public List<Path> secrets() {
        return List.of(root, spool(), root.resolve("workspaces"));
    }

    public Path bind(String session, RunLimits limits) throws IOException {
        sessions.bind(
                new SessionId(session),
                new SessionBinding(Map.of("GREETING", "hi"), limits, false));
        Path workspace = sessions.require(new SessionId(session)).workspace();
        own(workspace);
        return workspace;
    }

    /// Gives what is at the path to the user that children run as.
    public void own(Path path) throws IOException {
        if (root()) {
            run("chown", "-R", NOBODY + ":" + NOBODY, path.toString());
        }
    }

    public RunRequest request(Language language, String code) {
        return request(language, code, null, Map.of(), null, 20_000);
    }

    public RunRequest request(
            Language language,
            String code,
            ObjectNode event,
            Map<String, String> environment,
            String stdin,
            long timeoutMs) {
        var id = new ExecutionId("exec_20260101_%08d".formatted(names.incrementAndGet()));
        return new RunRequest(id, 1, language, code, event, environment, stdin, false, timeoutMs);
    }

    public void submit(String session, RunRequest request) {
        submit(session, request, Optional.empty());
    }

    void submit(String session, RunRequest request, Optional<String> asker) {
        runs.submit(sessions.require(new SessionId(session)), request, asker);
    }

    /// Runs it, and returns the report that the control plane gets.
    public JsonNode report(String session, RunRequest request) {
        submit(session, request);
        return result(request);
    }

    public JsonNode result(RunRequest request) {
        String path = "/internal/executions/" + request.executionId() + "/result";
        return controlPlane.await(call -> call.path().equals(path), PATIENCE).body();
    }

    private SpawnerFiles asNobody(SpawnerFiles its) throws IOException {
        if (!root()) {
            return its;
        }
        Path python = root.resolve("python3");
        String drop = "setpriv --reuid " + NOBODY + " --regid " + NOBODY + " --clear-groups ";
        var enter = new StringBuilder("#!/bin/sh\n");
        delegation()
                .ifPresent(one ->
                        one.entrances().forEach(file -> enter.append("echo $$ > " + file + "\n")));
        Files.writeString(python, enter + "exec " + drop + its.python() + " \"$@\"\n");
        Files.setPosixFilePermissions(python, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new SpawnerFiles(
                python,
                its.program(),
                its.bubblewrap(),
                its.seccomp(),
                its.workspaces(),
                its.cgroups());
    }

    private boolean root() throws IOException {
        return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
    }

    private static void run(String... command) throws IOException {
        try {
            assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
        } catch (InterruptedException interruption) {
            throw new AssertionError(interruption);
        }
    }

    @Override
    public void close() throws IOException {
        runs.loseAll();
        assertThat(runs.awaitEnd(PATIENCE)).as("every run ends").isTrue();
        spawner.close();
        timer.shutdownNow();
        controlPlane.close();
        if (delegation.isPresent()) {
            delegation.get().close();
        }
        vertx.close().toCompletionStage().toCompletableFuture().join();
        run("rm", "-rf", root.toString());
    }
}
