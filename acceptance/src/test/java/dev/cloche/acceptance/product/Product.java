package dev.cloche.acceptance.product;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// The product as its users start it: a control plane on a free port and a data directory of its
/// own, with all that it starts in turn.
public final class Product implements AutoCloseable {

    private static final AtomicInteger STARTED = new AtomicInteger();
    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    private final DataDirectory data;
    private final int port;
    private final Path logs;
    private final Map<String, String> settings;
    private Process process;

    private Product(DataDirectory data, int port, Path logs, Map<String, String> settings) {
        this.data = data;
        this.port = port;
        this.logs = logs;
        this.settings = new HashMap<>(settings);
        this.process = launch(port);
    }

    /// Starts one and waits until it is ready.
    public static Product start() {
        return start(Map.of());
    }

    /// Starts one with settings of its own and waits until it is ready.
    public static Product start(Map<String, String> settings) {
        Path logs = Checkout.logs().resolve("product-" + STARTED.incrementAndGet());
        var product = new Product(DataDirectory.make(logs), freePort(), logs, settings);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> product.process.destroy()));
        try {
            product.awaitReady();
        } catch (RuntimeException | Error e) {
            product.abandon();
            throw e;
        }
        return product;
    }

    /// Starts another control plane beside this one: on the same data directory and database, which
    /// must be an external one.
    public Product startBeside() {
        Path place = Checkout.logs().resolve("product-" + STARTED.incrementAndGet());
        var other = new Product(data, freePort(), place, settings);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> other.process.destroy()));
        other.awaitReady();
        return other;
    }

    /// Stops the control plane in the middle of whatever it does.
    public void freeze() throws IOException, InterruptedException {
        signal("STOP");
    }

    /// Lets it go on.
    public void thaw() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        var kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()));
        if (kill.inheritIO().start().waitFor() != 0) {
            throw new IllegalStateException("the control plane is not there");
        }
    }

    /// Starts one that cannot start.
    ///
    /// @return what it said, and its exit code
    public static Command startInVain(Map<String, String> settings)
            throws IOException, InterruptedException {
        Path logs = Checkout.logs().resolve("product-" + STARTED.incrementAndGet());
        Files.createDirectories(logs);
        DataDirectory data = DataDirectory.make(logs);
        try {
            return Command.run(
                    START_LIMIT, Map.of(), commandLine(data.path(), freePort(), settings));
        } finally {
            data.remove();
        }
    }

    /// Whether it runs with root's rights, as these tests do then.
    public static boolean startedAsRoot() {
        return LivingProcess.ownUser() == 0;
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    public Path data() {
        return data.path();
    }

    public long pid() {
        return process.pid();
    }

    public Tokens tokens() {
        return new Tokens(data.path().resolve("keys"));
    }

    /// Somebody without a token.
    public Caller anonymous() {
        return Caller.anonymous(url());
    }

    public Caller user(String tenant) {
        return anonymous().withToken(tokens().signed(Tokens.claims(tenant, "user")));
    }

    /// A user of a tenant that was never heard of before, so that its lists start empty.
    public Caller newTenant() {
        return user("tenant-" + UUID.randomUUID().toString().substring(0, 8));
    }

    public Caller admin() {
        return anonymous().withToken(tokens().signed(Tokens.claims("default", "user", "admin")));
    }

    /// Ends the control plane as a power cut would.
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /// Starts the control plane again where it was, after it ended.
    public void restart() {
        if (process.isAlive()) {
            throw new IllegalStateException("it runs");
        }
        process = launch(port);
        awaitReady();
    }

    /// The same, with other settings too from now on.
    public void restartWith(Map<String, String> more) {
        settings.putAll(more);
        restart();
    }

    /// Asks the control plane to end, and waits for that.
    ///
    /// @return its exit code
    public int stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("still running " + STOP_LIMIT + " after SIGTERM\n" + tail());
        }
        return process.exitValue();
    }

    /// Tries to start another control plane on the same data directory.
    public Command startSecond() throws IOException, InterruptedException {
        return Command.run(
                Duration.ofSeconds(60), Map.of(), commandLine(data.path(), freePort(), settings));
    }

    /// Everything that runs because of this product.
    public List<LivingProcess> processes() {
        return LivingProcess.mentioning(data.mark());
    }

    /// Those that died because of it and were never buried.
    List<LivingProcess> zombies() {
        Set<Long> parents =
                processes().stream()
                        .map(LivingProcess::pid)
                        .collect(Collectors.toUnmodifiableSet());
        return LivingProcess.all().stream().filter(one -> one.isZombieOf(parents)).toList();
    }

    /// Those of its processes that are executors: neither the control plane nor PostgreSQL, and
    /// they listen.
    public List<LivingProcess> executors() {
        List<Listener> listeners = Listener.all();
        return processes().stream()
                .filter(one -> one.pid() != pid() && !one.commandLine().contains("postgres"))
                .filter(one -> !one.ports(listeners).isEmpty())
                .toList();
    }

    /// The ports that its processes listen on.
    public Set<Integer> ports() {
        return listening(_ -> true);
    }

    /// Somebody who talks to the executors past the control plane.
    public List<Caller> strangersToExecutors() {
        List<Listener> listeners = Listener.all();
        return executors().stream()
                .flatMap(one -> one.ports(listeners).stream())
                .map(executor -> Caller.anonymous("http://127.0.0.1:" + executor))
                .toList();
    }

    /// The ports that can be reached from other machines.
    public Set<Integer> exposedPorts() {
        return listening(listener -> !listener.loopback());
    }

    private Set<Integer> listening(Predicate<Listener> which) {
        List<Listener> listeners = Listener.all().stream().filter(which).toList();
        Set<Integer> ports = new TreeSet<>();
        for (LivingProcess one : processes()) {
            ports.addAll(one.ports(listeners));
        }
        return ports;
    }

    /// Ends all of it. Whatever is left then is a fault of the product.
    @Override
    public void close() {
        try {
            if (process.isAlive()) {
                stop();
            }
            Await.until(
                    "nothing of the product runs after its end",
                    Duration.ofSeconds(10),
                    this::processes,
                    List::isEmpty);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while stopping", e);
        } finally {
            abandon();
        }
    }

    private void abandon() {
        process.destroyForcibly();
        processes().forEach(LivingProcess::kill);
        data.remove();
    }

    private Process launch(int port) {
        try {
            Files.createDirectories(logs);
            var command = new ProcessBuilder(commandLine(data.path(), port, settings));
            command.environment().put("LC_ALL", "C.UTF-8");
            return command.redirectInput(Path.of("/dev/null").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start();
        } catch (IOException e) {
            throw new IllegalStateException("cannot start the control plane", e);
        }
    }

    private static List<String> commandLine(Path data, int port, Map<String, String> settings) {
        List<String> line = new ArrayList<>();
        line.add(Checkout.java().toString());
        line.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC"));
        line.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:CompileThresholdScaling=0.1"));
        line.add("-Dcloche.data=" + data);
        line.add("-Dquarkus.http.host=127.0.0.1");
        line.add("-Dquarkus.http.port=" + port);
        line.add("-Dcloche.local.executor=" + Checkout.executor());
        settings.forEach((name, value) -> line.add("-D" + name + "=" + value));
        line.addAll(List.of("-jar", Checkout.controlPlane().toString()));
        return List.copyOf(line);
    }

    private void awaitReady() {
        Await.until(
                "the control plane is ready, or has ended",
                START_LIMIT,
                () -> !process.isAlive() || ready(),
                Boolean::booleanValue);
        if (!process.isAlive()) {
            throw new IllegalStateException(
                    String.format(
                            Locale.ROOT,
                            "the control plane ended with %d\n%s",
                            process.exitValue(),
                            tail()));
        }
    }

    private boolean ready() {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url() + "/q/health/ready"))
                        .timeout(Duration.ofSeconds(5))
                        .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting", e);
        }
    }

    /// What it wrote to its log so far.
    public String logged() {
        try {
            return Files.readString(log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Where the logs of its processes are.
    public Path logs() {
        return logs;
    }

    private Path log() {
        return logs.resolve("control-plane.log");
    }

    private String tail() {
        try {
            List<String> lines = Files.readAllLines(log());
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }

    /// A port that nobody listens on, at least now.
    public static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException("no free port", e);
        }
    }
}
