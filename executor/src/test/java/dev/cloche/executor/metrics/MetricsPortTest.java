package dev.cloche.executor.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.api.execution.Verdict;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MetricsPortTest {

    // The grammar of the format, as far as numbers with one plain label or none go.
    private static final String NAME = "[a-z][a-z_]*";
    private static final Pattern SAMPLE =
            Pattern.compile(
                    "(" + NAME + ")(\\{" + NAME + "=\"[a-z_]+\"\\})? (-?[0-9]+(?:\\.[0-9]+)?)");
    private static final Pattern COMMENT =
            Pattern.compile("# (HELP|TYPE) (" + NAME + ") (gauge|counter|[A-Z][^\\\\]*\\.)");

    private final Vertx vertx = Vertx.vertx();
    private int port;

    @BeforeAll
    void listen() throws Exception {
        var metrics =
                new MetricsPort(
                        vertx,
                        () ->
                                new Snapshot(
                                        3,
                                        2,
                                        Map.of(Verdict.OK, 41L, Verdict.OOM, 1L),
                                        5,
                                        4,
                                        true,
                                        false,
                                        Instant.ofEpochMilli(1_767_225_600_250L)));
        port = metrics.listen("127.0.0.1", 0).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @AfterAll
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private HttpResponse<String> ask(String method, String path)
            throws IOException, InterruptedException {
        URI address = URI.create("http://127.0.0.1:" + port + path);
        HttpRequest request =
                HttpRequest.newBuilder(address)
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    /// Samples by name and label; what does not keep to the format fails.
    private static Map<String, Double> parse(String text) {
        assertThat(text).endsWith("\n");
        Map<String, Double> samples = new HashMap<>();
        Map<String, String> types = new HashMap<>();
        for (String line : text.lines().toList()) {
            Matcher comment = COMMENT.matcher(line);
            Matcher sample = SAMPLE.matcher(line);
            if (comment.matches()) {
                types.merge(comment.group(2), comment.group(1), String::concat);
            } else {
                assertThat(sample.matches()).as(line).isTrue();
                assertThat(types).as(line).containsEntry(sample.group(1), "HELPTYPE");
                String series = line.substring(0, line.indexOf(' '));
                assertThat(samples).doesNotContainKey(series);
                samples.put(series, Double.parseDouble(sample.group(3)));
            }
        }
        return samples;
    }

    @Test
    void whoeverReachesItReadsNumbers() throws Exception {
        HttpResponse<String> answer = ask("GET", "/metrics");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type"))
                .hasValue("text/plain; version=0.0.4; charset=utf-8");
        assertThat(parse(answer.body()))
                .containsEntry("executor_runs{state=\"running\"}", 3.0)
                .containsEntry("executor_runs{state=\"waiting\"}", 2.0)
                .containsEntry("executor_runs_ended_total{verdict=\"ok\"}", 41.0)
                .containsEntry("executor_runs_ended_total{verdict=\"oom\"}", 1.0)
                .containsEntry("executor_runs_ended_total{verdict=\"crashed\"}", 0.0)
                .containsEntry("executor_reports_unacknowledged", 5.0)
                .containsEntry("executor_sessions", 4.0)
                .containsEntry("executor_sandboxes_wait", 1.0)
                .containsEntry("executor_working", 0.0)
                .containsEntry("process_start_time_seconds", 1_767_225_600.25)
                .hasEntrySatisfying(
                        "process_resident_memory_bytes",
                        bytes -> assertThat(bytes).isGreaterThan(1 << 20));
    }

    @Test
    void everyVerdictHasASeries() throws Exception {
        List<String> series =
                parse(ask("GET", "/metrics").body()).keySet().stream()
                        .filter(name -> name.startsWith("executor_runs_ended_total"))
                        .toList();

        assertThat(series).hasSize(Verdict.values().length);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /",
        "GET, /health",
        "GET, /v1/state",
        "GET, /metrics/",
        "POST, /metrics",
        "POST, /v1/runs"
    })
    void nothingElseIsThere(String method, String path) throws Exception {
        assertThat(ask(method, path).statusCode()).isEqualTo(404);
    }

    @Test
    void memoryIsWhatTheKernelSays() {
        assertThat(Memory.resident("Name:\tx\nVmRSS:\t   12345 kB\nRssAnon: 1 kB\n"))
                .hasValue(12_641_280L);
        assertThat(Memory.resident("Name:\tx\n")).isEmpty();
    }
}
