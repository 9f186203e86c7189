package dev.cloche.acceptance.product;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The PostgreSQL that the product brings along, run for itself so that several control planes can
/// use it.
public final class Postgres implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(40);

    private final DataDirectory data;
    private final Path logs;
    private Process process;
    private int port;

    private Postgres(DataDirectory data, Path logs, Process process) {
        this.data = data;
        this.logs = logs;
        this.process = process;
    }

    /// Starts one and waits until it can be used.
    public static Postgres start() {
        Path logs = Checkout.logs().resolve("postgres-" + UUID.randomUUID());
        DataDirectory data = DataDirectory.make(logs);
        var postgres = new Postgres(data, logs, launch(data, logs, 0));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> postgres.process.destroy()));
        postgres.awaitReady();
        return postgres;
    }

    /// Stops it. Nobody listens where it was.
    public void stop() {
        port = URI.create(settings().get("cloche.database.url")).getPort();
        process.destroy();
        awaitEnd();
    }

    /// Starts it again where it was.
    public void restart() {
        process = launch(data, logs, port);
        awaitReady();
    }

    private static Process launch(DataDirectory data, Path logs, int port) {
        List<String> line = new ArrayList<>(List.of(Checkout.java().toString(), "-Xmx128m"));
        line.addAll(List.of("-XX:+UseSerialGC", "-Dcloche.data=" + data.path()));
        line.addAll(List.of("-Dcloche.only=database", "-Dcloche.database.port=" + port));
        line.addAll(List.of("-jar", Checkout.controlPlane().toString()));
        try {
            Files.createDirectories(logs);
            return new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(logs.resolve("database.log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitReady() {
        Await.until(
                "the database can be used",
                START_LIMIT,
                () -> Files.exists(announcement()) || !process.isAlive(),
                Boolean::booleanValue);
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(
                        "the database still runs " + STOP_LIMIT + " after SIGTERM");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the database ends", e);
        }
    }

    private Path announcement() {
        return data.path().resolve("database.json");
    }

    /// What a control plane has to be told to use it.
    public Map<String, String> settings() {
        try {
            JsonNode said = new ObjectMapper().readTree(Files.readString(announcement()));
            return Map.of(
                    "cloche.database.url", said.path("url").asText(),
                    "cloche.database.user", said.path("user").asText(),
                    "cloche.database.password", said.path("password").asText());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Cuts every connection that there is, as `pg_terminate_backend` does.
    public void cutConnections() {
        signal("TERM", backends());
    }

    /// Kills it. It comes back by itself, on the same port.
    public void kill() {
        servers().forEach(LivingProcess::kill);
    }

    /// Stops it in the middle of whatever it does; its connections stay.
    public void freeze() {
        // One more may have begun while the others were held up.
        Set<Long> held = new HashSet<>();
        List<LivingProcess> others = servers();
        while (!others.isEmpty()) {
            others.forEach(LivingProcess::pause);
            others.forEach(one -> held.add(one.pid()));
            others = servers().stream().filter(one -> !held.contains(one.pid())).toList();
        }
    }

    /// Lets it go on.
    public void thaw() {
        servers().forEach(LivingProcess::resume);
    }

    private List<LivingProcess> servers() {
        return LivingProcess.mentioning(data.mark()).stream()
                .filter(one -> one.pid() != process.pid())
                .filter(one -> one.commandLine().contains("postgres"))
                .toList();
    }

    private List<LivingProcess> backends() {
        return servers().stream()
                .filter(one -> one.commandLine().startsWith("postgres: cloche cloche "))
                .toList();
    }

    private static void signal(String name, List<LivingProcess> processes) {
        if (processes.isEmpty()) {
            throw new IllegalStateException("there is nobody to send SIG" + name);
        }
        List<String> line =
                Stream.concat(
                                Stream.of("kill", "-" + name),
                                processes.stream().map(one -> Long.toString(one.pid())))
                        .toList();
        try {
            int _ = new ProcessBuilder(line).inheritIO().start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while signalling", e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            awaitEnd();
        } finally {
            process.destroyForcibly();
            servers().forEach(LivingProcess::kill);
            data.remove();
        }
    }
}
