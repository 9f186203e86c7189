package dev.cloche.control.scale;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A control plane as it is started in a cluster, with its own database, on this machine.
final class PlaneProcess {

    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private final Path data;
    private final int port;
    private @Nullable Process process;

    PlaneProcess(Path data) throws IOException {
        this.data = data;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    /// Starts it and waits until it is ready.
    ///
    /// @return after how many seconds
    double start() throws Exception {
        long begun = System.nanoTime();
        List<String> line = new ArrayList<>(List.of(JAVA, "-Xmx512m", "-XX:+UseSerialGC"));
        line.add("-Dcloche.data=" + data);
        line.add("-Dquarkus.http.port=" + port);
        line.add("-Dcloche.runtime=kubernetes");
        line.add("-Dcloche.kubernetes.namespace=" + Scene.NAMESPACE);
        line.add("-Dcloche.kubernetes.installation=sessions");
        line.add("-Dcloche.kubernetes.image=localhost/cloche/nothing:1");
        line.add("-Dcloche.kubernetes.profile=userns");
        line.add("-Dcloche.kubernetes.max=" + Scene.MOST);
        line.add("-Dcloche.kubernetes.placing=2h");
        line.add("-Dcloche.kubernetes.node-selector.\"" + Scene.LABEL + "\"=yes");
        line.add("-Dcloche.kubernetes.tolerations=" + String.join(",", Scene.TOLERATIONS));
        line.add("-Dcloche.containers.max=" + Scene.MOST);
        // Executors never report here.
        line.add("-Dcloche.containers.start-limit=3h");
        line.add("-Dcloche.pool.starts=0");
        line.addAll(List.of("-jar", "control-plane/target/quarkus-app/quarkus-run.jar"));
        Files.createDirectories(data.toAbsolutePath().getParent());
        process =
                new ProcessBuilder(line)
                        .redirectErrorStream(true)
                        .redirectOutput(
                                ProcessBuilder.Redirect.appendTo(
                                        data.resolveSibling("control-plane.log").toFile()))
                        .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        while (!isReady()) {
            if (!process.isAlive()) {
                throw new IllegalStateException(
                        Files.readString(data.resolveSibling("control-plane.log")));
            }
            LockSupport.parkNanos(50_000_000);
        }
        return (System.nanoTime() - begun) / 1e9;
    }

    private boolean isReady() {
        try {
            var connection =
                    (HttpURLConnection)
                            URI.create(url() + "/q/health/ready").toURL().openConnection();
            connection.setConnectTimeout(1000);
            connection.setReadTimeout(5000);
            return connection.getResponseCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    String token() throws Exception {
        Process cli =
                new ProcessBuilder(
                                JAVA,
                                "-jar",
                                "cli/target/cloche.jar",
                                "token",
                                "--data",
                                data.toString(),
                                "--role",
                                "user",
                                "--expires",
                                "12h")
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        return new String(cli.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    void end() throws InterruptedException {
        if (process != null) {
            process.destroy();
            boolean _ = process.waitFor(60, TimeUnit.SECONDS);
        }
    }

    double cpuMillis() {
        return process == null ? 0 : millis(process.toHandle());
    }

    double databaseCpuMillis() {
        return process == null ? 0 : process.descendants().mapToDouble(PlaneProcess::millis).sum();
    }

    private static double millis(ProcessHandle handle) {
        return handle.info().totalCpuDuration().orElse(Duration.ZERO).toMillis();
    }

    double residentMegabytes() throws IOException {
        if (process == null) {
            return 0;
        }
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .mapToDouble(text -> Double.parseDouble(text.toLowerCase(Locale.ROOT)) / 1024)
                .sum();
    }
}
