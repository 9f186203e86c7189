package dev.cloche.cli.bench.executor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.api.execution.Verdict;
import dev.cloche.api.executor.RunReport;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class CallbacksTest {
    private static final String REPORT =
            """
            {"status": "success", "stdout": "2\\n", "stderr": "", "exit_code": 0, "verdict": "ok",
             "execution_time": 0.1, "metrics": {"duration_ms": 1, "queue_ms": 0, "cpu_time_ms": 1,
             "peak_memory_mb": 1, "io_read_bytes": 0, "io_write_bytes": 0}, "something": "newer"}
            """;

    private final Callbacks callbacks = Callbacks.listen("secret");
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void end() {
        callbacks.close();
        http.close();
    }

    @Test
    void aReportReachesWhoWaitsForIt() throws Exception {
        CompletableFuture<RunReport> one = callbacks.await("exec_20000101_00000001");
        CompletableFuture<RunReport> other = callbacks.await("exec_20000101_00000002");

        assertThat(post("/executions/exec_20000101_00000002/result", REPORT, "secret"))
                .isEqualTo(201);

        assertThat(other.get(10, TimeUnit.SECONDS).verdict()).isEqualTo(Verdict.OK);
        assertThat(other.join().stdout()).isEqualTo("2\n");
        assertThat(one).isNotDone();
    }

    @Test
    void aReportForNobodyIsTakenToo() throws Exception {
        assertThat(post("/executions/exec_20000101_00000009/result", REPORT, "secret"))
                .isEqualTo(201);
        assertThat(post("/executions/exec_20000101_00000009/status", "{}", "secret"))
                .isEqualTo(204);
    }

    @Test
    void theExecutorSaysWhereItListens() throws Exception {
        String body = "{\"executor_port\": 4711, \"isolation\": \"full\"}";

        assertThat(post("/sessions/cont_bench/container_ready", body, "secret")).isEqualTo(204);

        assertThat(callbacks.ready().get(10, TimeUnit.SECONDS).executorPort()).isEqualTo(4711);
    }

    @Test
    void nobodyElseIsListenedTo() throws Exception {
        CompletableFuture<RunReport> awaited = callbacks.await("exec_20000101_00000001");

        assertThat(post("/executions/exec_20000101_00000001/result", REPORT, "guess"))
                .isEqualTo(401);

        assertThat(awaited).isNotDone();
    }

    private int post(String path, String body, String secret) throws Exception {
        return http.send(
                        HttpRequest.newBuilder(URI.create(callbacks.url() + "/internal" + path))
                                .header("Authorization", "Bearer " + secret)
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
