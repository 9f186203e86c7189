package dev.cloche.executor.probe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cloche.api.template.Isolation;
import dev.cloche.executor.bubblewrap.Confinement;
import dev.cloche.executor.bubblewrap.HostLayout;
import dev.cloche.executor.process.ChildLimits;
import dev.cloche.executor.process.ChildRequest;
import dev.cloche.executor.process.ChildWatcher;
import dev.cloche.executor.process.Ending;
import dev.cloche.executor.process.Spawner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Runs a sandbox, and looks around inside it for what must not be there.
public final class Probe {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long MEBIBYTE = 1024 * 1024;

    private final Spawner spawner;
    private final HostLayout host;
    private final Path files;
    private final ObjectMapper json;

    public Probe(Spawner spawner, HostLayout host, Path files, ObjectMapper json) {
        this.spawner = spawner;
        this.host = host;
        this.files = files;
        this.json = json;
    }

    /// What a run must not get at.
    ///
    /// @param port where the executor listens
    /// @param secrets paths that must not be there
    /// @param workspace a directory to work in
    public record Surroundings(int port, List<Path> secrets, Path workspace) {

        public Surroundings {
            secrets = List.copyOf(secrets);
        }
    }

    /// Tries with a `/proc` of the run's own, then with the container's. Runs of the machine's root
    /// are never tried: limits do not hold it.
    public Outcome look(Surroundings around) {
        if (runsAsRoot()) {
            return new Outcome(
                    new Isolated(Isolation.NONE, "runs would be the machine's root"),
                    Confinement.Proc.OWN);
        }
        Isolated own = look(around, Confinement.Proc.OWN);
        if (own.level() != Isolation.NONE) {
            return new Outcome(own, Confinement.Proc.OWN);
        }
        Isolated shared = look(around, Confinement.Proc.OF_THE_CONTAINER);
        return shared.level() == Isolation.NONE
                ? new Outcome(own, Confinement.Proc.OWN)
                : new Outcome(shared, Confinement.Proc.OF_THE_CONTAINER);
    }

    /// What was found, and where `/proc` has to come from for it.
    public record Outcome(Isolated isolated, Confinement.Proc proc) {}

    private boolean runsAsRoot() {
        try {
            return MachineUser.isRoot(spawner.pid(), Path.of("/proc"));
        } catch (IOException problem) {
            throw new UncheckedIOException("the spawner cannot be looked at", problem);
        }
    }

    private Isolated look(Surroundings around, Confinement.Proc proc) {
        var seen = new Seen();
        spawner.start(request(around, proc), seen);
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
            case Ending.Over(int exit, _, _, _, _, String result) when exit == 0 -> judge(result);
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

    private ChildRequest request(Surroundings around, Confinement.Proc proc) {
        var walls =
                new Confinement(
                        host,
                        proc,
                        files,
                        around.workspace(),
                        "main.py",
                        Map.of("PATH", "/usr/bin"),
                        MEBIBYTE);
        return new ChildRequest(
                walls.arguments(),
                List.of("/usr/bin/python3", Confinement.HOME + "/lib/probe.pyc"),
                "",
                job(around),
                Optional.empty(),
                false,
                new ChildLimits(10, MEBIBYTE, 256, OptionalLong.empty(), 32),
                PATIENCE,
                new ChildRequest.Allowance(64 * 1024, MEBIBYTE));
    }

    private String job(Surroundings around) {
        ObjectNode job = json.createObjectNode();
        ObjectNode event = job.putObject("event");
        event.putArray("outer_pids").add(ProcessHandle.current().pid()).add(spawner.pid());
        event.putArray("places").addArray().add("127.0.0.1").add(around.port());
        around.secrets().forEach(path -> event.withArray("secret_paths").add(path.toString()));
        List.of("/usr", "/etc", "/", Confinement.HOME, Confinement.HOME + "/lib", "/dev")
                .forEach(event.withArray("foreign_directories")::add);
        return job.toString();
    }

    private static final class Seen implements ChildWatcher {

        private final CompletableFuture<Ending> ending = new CompletableFuture<>();
        private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

        @Override
        public void started(Instant at, Instant fileClock) {
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
