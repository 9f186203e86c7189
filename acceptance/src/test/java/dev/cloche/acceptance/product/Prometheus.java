package dev.cloche.acceptance.product;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A Prometheus of its own that scrapes each second.
public final class Prometheus implements AutoCloseable {

    private static final String INSTALL = "install it: apt-get install prometheus";
    private static final int ENOUGH_SCRAPES = 4;

    private final Process process;
    private final Path directory;
    private final int port;
    private final HttpClient client = HttpClient.newHttpClient();

    private Prometheus(Process process, Path directory, int port) {
        this.process = process;
        this.directory = directory;
        this.port = port;
    }

    /// Starts one for a product.
    public static Prometheus scraping(Product product) throws IOException {
        return of(
                """
                - job_name: cloche
                  metrics_path: /q/metrics
                  static_configs: [{targets: ['%s']}]
                """
                        .formatted(product.url().replace("http://", "")));
    }

    /// Starts one.
    ///
    /// @param jobs its `scrape_configs`, a list in YAML
    public static Prometheus of(String jobs) throws IOException {
        Path directory = Files.createTempDirectory("cloche-prometheus");
        Path settings = directory.resolve("prometheus.yml");
        Files.writeString(settings, "global: {scrape_interval: 1s}\nscrape_configs:\n" + jobs);
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Process process =
                new ProcessBuilder(
                                "prometheus",
                                "--config.file=" + settings,
                                "--storage.tsdb.path=" + directory.resolve("data"),
                                "--web.listen-address=127.0.0.1:" + port)
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("log").toFile())
                        .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return new Prometheus(process, directory, port);
    }

    /// What promtool has against metrics.
    public static String complaints(String metrics) throws IOException, InterruptedException {
        Process promtool;
        try {
            promtool =
                    new ProcessBuilder("promtool", "check", "metrics")
                            .redirectErrorStream(true)
                            .start();
        } catch (IOException e) {
            throw new AssertionError("promtool is missing; " + INSTALL, e);
        }
        try (var in = promtool.outputWriter()) {
            in.write(metrics);
        }
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(promtool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return promtool.exitValue() == 0 ? said : promtool.exitValue() + ": " + said;
    }

    /// Waits until it has seen the product several times.
    public void awaitScrapes() {
        String query = "count_over_time(up{job=\"cloche\"}[1m]) >= " + ENOUGH_SCRAPES;
        Await.until(
                "Prometheus has scraped the product",
                Duration.ofSeconds(40),
                () -> process.isAlive() && isThere() && !ask(query).isEmpty(),
                Boolean::booleanValue);
        assertThat(ask("up == 1")).isNotEmpty();
    }

    /// What it answers to a query.
    public List<JsonNode> ask(String query) {
        JsonNode answer =
                Answer.parse(
                        get("/api/v1/query?query="
                                        + URLEncoder.encode(query, StandardCharsets.UTF_8))
                                .body());
        assertThat(answer.path("status").asText()).as("%s: %s", query, answer).isEqualTo("success");
        return answer.path("data").path("result").valueStream().toList();
    }

    /// Whether it answers yet.
    public boolean isThere() {
        try {
            return get("/-/ready").statusCode() == 200;
        } catch (IllegalStateException notYet) {
            return false;
        }
    }

    private HttpResponse<String> get(String path) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(Duration.ofSeconds(10))
                        .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException("Prometheus does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        client.close();
        try {
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).as("it ended").isTrue();
            DataDirectory.delete(directory);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while stopping", e);
        }
    }
}
