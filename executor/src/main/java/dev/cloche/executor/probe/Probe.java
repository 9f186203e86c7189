package dev.cloche.executor.probe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cloche.api.template.Isolation;
import dev.cloche.executor.bubblewrap.Confinement;
import dev.cloche.executor.process.ChildLimits;
import dev.cloche.executor.process.ChildRequest;
import dev.cloche.executor.process.ChildWatcher;
import dev.cloche.executor.process.Ending;
import dev.cloche.executor.process.Spawner;
import dev.cloche.executor.process.Walls;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/// Runs a sandbox, and looks around inside it for what must not be there.
public final class Probe {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long MEBIBYTE = 1024 * 1024;
    private static final Optional<Ending.Exit> SUCCESS = Optional.of(new Ending.Exit.Left(0));

    private final Spawner spawner;
    private final Function<Confinement.Proc, Confinement> confinements;
    private final ObjectMapper json;

    /// Probes what a spawner starts.
    ///
    /// @param confinements the walls, by where `/proc` comes from
    public Probe(
            Spawner spawner,
            Function<Confinement.Proc, Confinement> confinements,
            ObjectMapper json) {
        this.spawner = spawner;
        this.confinements = confinements;
        this.json = json;
    }

    /// What a run must not get at.
    ///
    /// @param port where the executor listens
    /// @param secrets paths that must not be there
    /// @param workspaces the directory of all workspaces
    public record Surroundings(int port, List<Path> secrets, Path workspaces) {

        // No session can have this name.
        private static final String WORKSPACE = "_probe";

        public Surroundings {
            secrets = List.copyOf(secrets);
        }
    }

    /// Tries with a `/proc` of the run's own, then with the container's, and leaves the spawner
    /// with the better walls. Runs of the machine's root are never tried: limits do not hold it.
    public Isolated look(Surroundings around) throws IOException {
        Files.createDirectories(around.workspaces().resolve(Surroundings.WORKSPACE));
        if (runsAsRoot()) {
            return new Isolated(Isolation.NONE, "runs would be the machine's root");
        }
        Isolated own = look(around, Confinement.Proc.OWN);
        if (own.level() != Isolation.NONE) {
            return own;
        }
        Isolated shared = look(around, Confinement.Proc.OF_THE_CONTAINER);
        return shared.level() == Isolation.NONE ? own : shared;
    }

    /// Tries the sandboxes that wait: a new one, and then probably the same one for a second run.
    public Isolated lookAtWaiting(Surroundings around) {
        Isolated first = run(around, ChildRequest.WallBuilder.ON_TRIAL);
        if (first.level() == Isolation.NONE) {
            return first;
        }
        Isolated second = run(around, ChildRequest.WallBuilder.ON_TRIAL);
        spawner.forget(Surroundings.WORKSPACE);
        return first.level().satisfies(second.level()) ? second : first;
    }

    private boolean runsAsRoot() {
        try {
            return MachineUser.isRoot(spawner.pid(), Path.of("/proc"));
        } catch (IOException problem) {
            throw new UncheckedIOException("the spawner cannot be looked at", problem);
        }
    }

    private Isolated look(Surroundings around, Confinement.Proc proc) {
        spawner.wall(confinements.apply(proc).walls());
        return run(around, ChildRequest.WallBuilder.BUBBLEWRAP);
    }

    private Isolated run(Surroundings around, ChildRequest.WallBuilder walls) {
        var seen = new Seen();
        spawner.start(request(around, walls), seen);
        try {
            return judge(seen.ending.get(PATIENCE.toSeconds() + 5, TimeUnit.SECONDS), seen);
        } catch (TimeoutException | ExecutionException problem) {
            return new Isolated(Isolation.NONE, "the sandbox did not end: " + problem);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            return new Isolated(Isolation.NONE, "the probe was interrupted");
        }
    }

    private Isolated judge(Ending ending, Seen seen) {
        return switch (ending) {
            case Ending.Over over when over.exit().equals(SUCCESS) -> judge(over.result());
            case Ending.Over over ->
                    new Isolated(
                            Isolation.NONE,
                            "the probe left with " + over.exit() + ": " + seen.stderr());
            case Ending.NotStarted(var why) ->
                    new Isolated(Isolation.NONE, why + ": " + seen.stderr());
            case Ending.Lost(var why) -> new Isolated(Isolation.NONE, why);
        };
    }

    private Isolated judge(String result) {
        try {
            return new Findings(json.readTree(result.substring(1))).judge();
        } catch (JsonProcessingException | IndexOutOfBoundsException problem) {
            return new Isolated(Isolation.NONE, "the probe says nothing that is understood");
        }
    }

    private ChildRequest request(Surroundings around, ChildRequest.WallBuilder walls) {
        var program =
                new ChildRequest.Program(
                        "main.py",
                        List.of("/usr/bin/python3", Confinement.HOME + "/lib/probe.pyc"),
                        new ChildRequest.Start.Become());
        return new ChildRequest(
                Surroundings.WORKSPACE,
                Optional.empty(),
                Optional.empty(),
                program,
                Map.of("PATH", "/usr/bin"),
                "",
                job(around),
                Optional.empty(),
                false,
                new ChildLimits(
                        10, Optional.empty(), 256, 256 * MEBIBYTE, 32, 1, MEBIBYTE, 100, MEBIBYTE),
                PATIENCE,
                new ChildRequest.Allowance(64 * 1024, MEBIBYTE),
                walls);
    }

    private String job(Surroundings around) {
        ObjectNode job = json.createObjectNode();
        ObjectNode event = job.putObject("event");
        event.putArray("outer_pids").add(ProcessHandle.current().pid()).add(spawner.pid());
        event.putArray("places").addArray().add("127.0.0.1").add(around.port());
        around.secrets().forEach(path -> event.withArray("secret_paths").add(path.toString()));
        event.withArray("secret_paths").add(Walls.WORKSPACES + "/" + Surroundings.WORKSPACE);
        List.of("/usr", "/etc", "/", Confinement.HOME, Confinement.HOME + "/lib", "/dev")
                .forEach(event.withArray("foreign_directories")::add);
        return job.toString();
    }

    private static final class Seen implements ChildWatcher {

        private final CompletableFuture<Ending> ending = new CompletableFuture<>();
        private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

        @Override
        public void started(Instant at) {
            // Its end is what matters.
        }

        @Override
        public void output(Stream stream, byte[] bytes) {
            errors.writeBytes(bytes);
        }

        @Override
        public void ended(Ending how) {
            ending.complete(how);
        }

        String stderr() {
            return errors.toString(StandardCharsets.UTF_8).strip();
        }
    }
}
