package dev.cloche.acceptance.product;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The PostgreSQL that the product brings along, run for itself so that several control planes can
/// use it.
public final class Postgres implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(40);

    private final DataDirectory data;
    private final Process process;

    private Postgres(DataDirectory data, Process process) {
        this.data = data;
        this.process = process;
    }

    /// Starts one and waits until it can be used.
    public static Postgres start() {
        Path logs = Checkout.logs().resolve("postgres-" + UUID.randomUUID());
        DataDirectory data = DataDirectory.make(logs);
        try {
            Files.createDirectories(logs);
            List<String> line = new ArrayList<>(List.of(Checkout.java().toString(), "-Xmx128m"));
            line.addAll(List.of("-XX:+UseSerialGC", "-Dcloche.data=" + data.path()));
            line.add("-Dcloche.only=database");
            line.addAll(List.of("-jar", Checkout.controlPlane().toString()));
            Process process =
                    new ProcessBuilder(line)
                            .redirectErrorStream(true)
                            .redirectOutput(logs.resolve("database.log").toFile())
                            .start();
            var postgres = new Postgres(data, process);
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
            Await.until(
                    "the database can be used",
                    START_LIMIT,
                    () -> Files.exists(postgres.announcement()) || !process.isAlive(),
                    Boolean::booleanValue);
            return postgres;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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

    /// Stops it in the middle of whatever it does; its connections stay.
    public void freeze() {
        signal("STOP", servers());
    }

    /// Lets it go on.
    public void thaw() {
        signal("CONT", servers());
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
            boolean _ = process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
            servers().forEach(LivingProcess::kill);
            data.remove();
        }
    }
}
