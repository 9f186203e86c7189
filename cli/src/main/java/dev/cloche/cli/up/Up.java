package dev.cloche.cli.up;

import dev.cloche.cli.kernel.Answer;
import dev.cloche.cli.kernel.Console;
import dev.cloche.cli.kernel.Exit;
import dev.cloche.cli.kernel.Refusal;
import dev.cloche.cli.platform.Announcement;
import dev.cloche.cli.platform.Checkout;
import dev.cloche.cli.platform.DataDirectory;
import java.lang.ref.Reference;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `cloche up`.
@Command(
        name = "up",
        description = {
            "Start the platform and stay in the foreground; Ctrl-C ends it.",
            "What it prints goes to DIR/control-plane.log."
        },
        footer = {
            "",
            "Example:",
            "  ./cloche up --port 8080 --data /var/lib/cloche",
            "  CLOCHE_DATABASE_USER=me CLOCHE_DATABASE_PASSWORD=... \\",
            "      ./cloche up --port 8001 --database postgresql://127.0.0.1:5432/cloche",
            "  ./cloche up --docker cloche/python-basic:0.1.0",
            "",
            "Environment: CLOCHE_DATA instead of --data; CLOCHE_LOCAL_EXECUTOR, an executor other"
                    + " than the one that was built here.",
            "",
            "Exit codes: 130 ended by Ctrl-C, 143 by SIGTERM, 1 it could not start or died, 2 typed"
                    + " wrongly, 3 another one uses the data directory."
        })
public final class Up implements Callable<Answer> {
    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final Duration LOG_CHECK = Duration.ofSeconds(30);
    private static final int LINES_SHOWN = 20;
    private static final int LOCK_TAKEN = 3;

    private final Map<String, String> environment;
    private final Console console;
    private final Checkout checkout;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Where everything is kept (default: $$XDG_STATE_HOME/cloche or"
                            + " ~/.local/state/cloche).")
    private @Nullable Path data;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Where the API listens (default: ${DEFAULT-VALUE}).")
    private int port = 8000;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = "0.0.0.0 lets other machines in (default: ${DEFAULT-VALUE}).")
    private String host = "127.0.0.1";

    @Option(
            names = "--database",
            paramLabel = "URL",
            description = {
                "A PostgreSQL of your own, postgresql://HOST:PORT/NAME; several platforms on one",
                "machine may share it and DIR. User and password: CLOCHE_DATABASE_USER and",
                "CLOCHE_DATABASE_PASSWORD."
            })
    private @Nullable String database;

    @Option(
            names = "--docker",
            paramLabel = "IMAGE",
            description = {
                "Make containers of this image in the Docker engine that DOCKER_HOST names, instead",
                "of processes; `./cloche images` builds some. See docs/docker.md."
            })
    private @Nullable String image;

    public Up(Map<String, String> environment, Console console, Checkout checkout) {
        this.environment = environment;
        this.console = console;
        this.checkout = checkout;
    }

    @Override
    public Answer call() throws InterruptedException {
        Address address = new Address(host, port);
        DataDirectory directory = DataDirectory.chosen(data, environment);
        directory.create();
        if (database != null) {
            requireAddress(database);
            return start(directory, address, new LogFile(directory.log(port)));
        }
        refuseSecond(directory);
        FileLock claim =
                directory
                        .claim()
                        .orElseThrow(() ->
                                new Refusal(
                                        Exit.TAKEN,
                                        "another `cloche up` is at work in " + directory.path()));
        try {
            return start(directory, address, new LogFile(directory.log()));
        } finally {
            // an unreachable claim would be given up while the platform runs
            Reference.reachabilityFence(claim);
        }
    }

    private Answer start(DataDirectory directory, Address address, LogFile log)
            throws InterruptedException {
        address.probe();
        log.rotate();
        return accompany(ControlPlane.start(launch(directory, address), log), log, address);
    }

    /// Refuses what is not the address of a PostgreSQL, or bears what all users of the machine
    /// could read.
    static void requireAddress(String database) {
        if (!database.matches("postgresql://[^/@\\s]+/[^/\\s]+")) {
            throw new Refusal(
                    Exit.USAGE,
                    "--database must look like postgresql://HOST:PORT/NAME; user and password go"
                            + " into CLOCHE_DATABASE_USER and CLOCHE_DATABASE_PASSWORD");
        }
    }

    private static void refuseSecond(DataDirectory directory) {
        Announcement.living(directory)
                .ifPresent(it -> {
                    throw new Refusal(
                            Exit.TAKEN,
                            "a platform already runs with "
                                    + directory.path()
                                    + ": process "
                                    + it.pid()
                                    + " at "
                                    + it.url());
                });
    }

    private Launch launch(DataDirectory directory, Address address) {
        String chosen = environment.getOrDefault("CLOCHE_LOCAL_EXECUTOR", "");
        List<String> flags =
                new ArrayList<>(Launch.tuning(Runtime.getRuntime().availableProcessors()));
        checkout.usableCache().ifPresent(it -> flags.add("-XX:AOTCache=" + it));
        return new Launch(
                Launch.currentJava(),
                checkout.controlPlane(),
                chosen.isEmpty() ? checkout.executor() : Path.of(chosen),
                directory.path(),
                address,
                flags,
                settings(database, image));
    }

    /// What the control plane is told besides.
    static Map<String, String> settings(@Nullable String database, @Nullable String image) {
        Map<String, String> settings = new HashMap<>();
        if (database != null) {
            settings.put("CLOCHE_DATABASE_URL", database);
        }
        if (image != null) {
            settings.put("CLOCHE_RUNTIME", "docker");
            settings.put("CLOCHE_DOCKER_IMAGE", image);
        }
        return settings;
    }

    private Answer accompany(ControlPlane plane, LogFile log, Address address)
            throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(plane), "end the platform"));
        switch (plane.awaitReady()) {
            case Start.Ready ready -> greet(ready, address);
            case Start.Died _ -> {}
            case Start.TooSlow(var after) -> {
                boolean _ = plane.stop(GRACE);
                throw new Refusal(
                        Exit.FAILED,
                        "the platform was not ready after "
                                + after.toSeconds()
                                + " s and has been stopped; see "
                                + log.path());
            }
        }
        while (!plane.awaitEnd(LOG_CHECK)) {
            log.trim();
        }
        return plane.isStopping()
                ? Answer.silent(Exit.INTERRUPTED)
                : obituary(plane.exitCode(), log.tail(LINES_SHOWN), log.path());
    }

    private void greet(Start.Ready ready, Address address) {
        String command = System.getProperty("cloche.command", "./cloche");
        console.say(new Welcome(command, Optional.ofNullable(data)).of(ready));
        if (address.isOpen()) {
            console.note(
                    "cloche: other machines can reach it; traffic is not encrypted, so put a proxy"
                            + " with TLS in front");
        }
    }

    private void end(ControlPlane plane) {
        if (!plane.isAlive()) {
            return;
        }
        console.note("cloche: ending …");
        console.note(
                plane.stop(GRACE)
                        ? "cloche: ended"
                        : "cloche: it did not end within " + GRACE.toSeconds() + " s; killed");
    }

    /// What is said when the control plane ended and nobody had asked it to.
    static Answer obituary(int exitCode, List<String> lastLines, Path log) {
        if (exitCode == LOCK_TAKEN && !lastLines.isEmpty()) {
            return Answer.failure(Exit.TAKEN, lastLines.getLast());
        }
        var text = new StringBuilder();
        for (String line : lastLines) {
            text.append(line).append("\n");
        }
        return new Answer(
                Exit.FAILED.code(),
                "",
                text
                        + "cloche: the platform ended with exit code "
                        + exitCode
                        + "; see "
                        + log
                        + "\n");
    }
}
