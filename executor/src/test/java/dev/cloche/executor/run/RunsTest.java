package dev.cloche.executor.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloche.api.execution.Language;
import dev.cloche.api.executor.RunRequest;
import dev.cloche.api.session.SessionId;
import dev.cloche.executor.kernel.Refusal;
import dev.cloche.executor.process.ChildRequest;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// How runs are taken, stopped and reported.
final class RunsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static Workbench bench;

    @BeforeAll
    static void start() throws IOException {
        bench = new Workbench();
        bench.bind("runs", Workbench.LIMITS);
    }

    @AfterAll
    static void end() throws IOException {
        bench.close();
    }

    @Test
    void anAttemptIsRunOnce() {
        RunRequest request = bench.request(Language.SHELL, "echo once >> log; cat log");

        bench.report("runs", request);
        bench.submit("runs", request);
        JsonNode after = bench.report("runs", bench.request(Language.SHELL, "cat log"));

        assertThat(after.path("stdout").asText()).isEqualTo("once\n");
    }

    @Test
    void aReportIsSignedAndNumbered() {
        RunRequest request = bench.request(Language.SHELL, "true");

        bench.report("runs", request);

        var call =
                bench.controlPlane.await(
                        one -> one.path().contains(request.executionId().value()), PATIENCE);
        assertThat(call.authorization()).isEqualTo("Bearer secret");
        assertThat(call.key()).isEqualTo(request.executionId() + "_1_result");
        assertThat(call.body().path("attempt").asInt()).isEqualTo(1);
    }

    @Test
    void aCancelledRunEndsAndKeepsItsOutput() {
        RunRequest request = sleeping("echo on; sleep 300");
        bench.submit("runs", request);
        awaitStatus(request);

        bench.runs.cancel(request.executionId(), 1);
        JsonNode report = bench.result(request);

        assertThat(report.path("verdict").asText()).isEqualTo("cancelled");
        assertThat(report.path("stdout").asText()).isEqualTo("on\n");
        assertThat(report.path("signal").asText()).isEqualTo("SIGKILL");
    }

    @Test
    void whatIsCancelledBeforeItComesIsNeverRun() {
        RunRequest late = bench.request(Language.SHELL, "echo ran > proof");

        bench.runs.cancel(late.executionId(), 1);
        bench.submit("runs", late);

        assertThat(bench.result(late).path("verdict").asText()).isEqualTo("cancelled");
        JsonNode after = bench.report("runs", bench.request(Language.SHELL, "ls"));
        assertThat(after.path("stdout").asText()).doesNotContain("proof");
    }

    @Test
    void cancellingWhatIsOverChangesNothing() {
        RunRequest request = bench.request(Language.SHELL, "echo done");
        bench.report("runs", request);

        bench.runs.cancel(request.executionId(), 1);

        assertThat(
                        bench.controlPlane.calls().stream()
                                .filter(call ->
                                        call.path().contains(request.executionId() + "/result")))
                .hasSize(1);
    }

    @Test
    void theEndOfASessionEndsItsRunsOnly() throws IOException {
        bench.bind("ending", Workbench.LIMITS);
        RunRequest ends = sleeping("sleep 300");
        RunRequest stays = sleeping("sleep 1; echo stayed");
        bench.submit("ending", ends);
        bench.submit("runs", stays);
        awaitStatus(ends);

        bench.runs.cancelAll(new SessionId("ending"));

        assertThat(bench.result(ends).path("verdict").asText()).isEqualTo("cancelled");
        assertThat(bench.result(stays).path("stdout").asText()).isEqualTo("stayed\n");
    }

    @Test
    void aRunThatLastsIsSaidToRun() {
        RunRequest request = sleeping("sleep 0.6");

        bench.report("runs", request);

        assertThat(awaitStatus(request).path("status").asText()).isEqualTo("running");
        assertThat(awaitStatus(request).path("started_at").asText()).isNotEmpty();
        assertThat(awaitStatus(request).path("attempt").asInt()).isEqualTo(1);
    }

    @Test
    void aHundredRunAtOnce() {
        List<RunRequest> all = new ArrayList<>();
        for (int number = 0; number < 100; number++) {
            all.add(sleeping("sleep 1; echo " + number));
        }
        all.forEach(request -> bench.submit("runs", request));

        for (int number = 0; number < all.size(); number++) {
            JsonNode report = bench.result(all.get(number));
            assertThat(report.path("stdout").asText())
                    .as(report::toString)
                    .isEqualTo(number + "\n");
        }
    }

    @Test
    void thoseThatSleepRunAllAtTheSameTime() {
        int many = 64;
        String meet =
                """
                mkdir -p met; : > met/NUMBER; set -- met/*
                until [ $# -ge %d ]; do sleep 0.5; set -- met/*; done
                echo all
                """
                        .formatted(many);
        List<RunRequest> all = new ArrayList<>();
        for (int number = 0; number < many; number++) {
            all.add(sleeping(meet.replace("NUMBER", String.valueOf(number))));
        }
        all.forEach(request -> bench.submit("runs", request));

        for (RunRequest request : all) {
            JsonNode report = bench.result(request);
            assertThat(report.path("stdout").asText()).as(report::toString).isEqualTo("all\n");
        }
    }

    @Test
    void aRunWhoseSandboxEndsBeforeItBeginsGetsAnotherOne() throws IOException {
        var plan = Workbench.Plan.of(ChildRequest.WallBuilder.BUBBLEWRAP).unluckyOnce();
        try (var unlucky = new Workbench(plan)) {
            unlucky.bind("unlucky", Workbench.LIMITS);

            JsonNode report =
                    unlucky.report("unlucky", unlucky.request(Language.SHELL, "echo here"));

            assertThat(report.path("stdout").asText()).as(report::toString).isEqualTo("here\n");
        }
    }

    @Test
    void whoFindsNoRoomWaitsAndWhoFindsNoPlaceIsRefused() throws IOException {
        try (var small = new Workbench(ChildRequest.WallBuilder.BUBBLEWRAP, 1, 1)) {
            small.bind("small", Workbench.LIMITS);
            RunRequest first = small.request(Language.SHELL, "sleep 0.5; echo first");
            RunRequest second = small.request(Language.SHELL, "echo second");
            RunRequest third = small.request(Language.SHELL, "echo third");
            small.submit("small", first);
            small.submit("small", second);

            assertThatThrownBy(() -> small.submit("small", third))
                    .isInstanceOf(Refusal.class)
                    .hasMessageContaining("Executor.QueueFull");

            assertThat(small.result(first).path("stdout").asText()).isEqualTo("first\n");
            assertThat(small.result(second).path("stdout").asText()).isEqualTo("second\n");
            assertThat(small.result(second).path("metrics").path("queue_ms").asDouble())
                    .isGreaterThan(200);
        }
    }

    @Test
    void aRunThatWaitsCanBeCancelled() throws IOException {
        try (var small = new Workbench(ChildRequest.WallBuilder.BUBBLEWRAP, 1, 1)) {
            small.bind("small", Workbench.LIMITS);
            RunRequest first = small.request(Language.SHELL, "sleep 0.5");
            RunRequest second = small.request(Language.SHELL, "echo second");
            small.submit("small", first);
            small.submit("small", second);

            small.runs.cancel(second.executionId(), 1);

            assertThat(small.result(second).path("verdict").asText()).isEqualTo("cancelled");
            assertThat(small.result(second).path("stdout").asText()).isEmpty();
        }
    }

    @Test
    void whoAskedForARunHearsHowItEndedThoughItWaitedAndOthersHaveAskedSince() throws IOException {
        Vertx vertx = Vertx.vertx();
        try (var small = new Workbench(ChildRequest.WallBuilder.BUBBLEWRAP, 1, 1);
                var asker = new ControlPlaneDouble(vertx, small.json);
                var later = new ControlPlaneDouble(vertx, small.json)) {
            small.bind("small", Workbench.LIMITS);
            RunRequest first = small.request(Language.SHELL, "sleep 0.5");
            RunRequest second = small.request(Language.SHELL, "echo second");
            small.submit("small", first);
            small.submit("small", second, Optional.of(asker.url()));
            small.reports.called(later.url());

            String path = "/internal/executions/" + second.executionId() + "/result";
            asker.await(call -> call.path().equals(path), PATIENCE);

            assertThat(later.calls()).noneMatch(call -> call.path().equals(path));
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    @Test
    void theEndOfTheExecutorIsReported() throws IOException {
        try (var ending = new Workbench()) {
            ending.bind("s", Workbench.LIMITS);
            RunRequest request = ending.request(Language.SHELL, "echo on; sleep 300");
            ending.submit("s", request);
            ending.controlPlane.await(call -> call.path().endsWith("/status"), PATIENCE);

            ending.runs.loseAll();

            assertThat(ending.result(request).path("verdict").asText()).isEqualTo("crashed");
            assertThat(ending.result(request).path("stdout").asText()).isEqualTo("on\n");
            assertThat(ending.runs.awaitEnd(PATIENCE)).isTrue();
            assertThat(ending.reports.awaitAcknowledged(PATIENCE)).isTrue();
        }
    }

    @Test
    void runsOfASpawnerThatDiesAreLostAndTheNextOneRuns() throws IOException {
        try (var broken = new Workbench()) {
            broken.bind("s", Workbench.LIMITS);
            RunRequest lost = broken.request(Language.SHELL, "echo on; sleep 300");
            broken.submit("s", lost);
            broken.controlPlane.await(call -> call.path().endsWith("/status"), PATIENCE);

            long dead = broken.spawner.pid();
            ProcessHandle.of(dead).orElseThrow().destroyForcibly();

            assertThat(broken.result(lost).path("verdict").asText()).isEqualTo("crashed");
            RunRequest next = broken.request(Language.SHELL, "echo next");
            assertThat(broken.report("s", next).path("stdout").asText()).isEqualTo("next\n");
            assertThat(broken.spawner.pid()).isNotEqualTo(dead);
        }
    }

    @Test
    void metricsAreThoseOfTheWholeTree() {
        String burn = "python3 -c 'x = b\"x\" * 60000000; sum(range(6000000))'; true";

        JsonNode metrics =
                bench.report("runs", bench.request(Language.SHELL, burn)).path("metrics");

        assertThat(metrics.path("cpu_time_ms").asDouble()).isGreaterThan(60);
        assertThat(metrics.path("peak_memory_mb").asDouble()).isBetween(57.0, 200.0);
        assertThat(metrics.path("duration_ms").asDouble()).isGreaterThan(60);
    }

    private static RunRequest sleeping(String code) {
        return bench.request(Language.SHELL, code, null, Map.of(), null, 60_000);
    }

    private static JsonNode awaitStatus(RunRequest request) {
        String path = "/internal/executions/" + request.executionId() + "/status";
        return bench.controlPlane.await(call -> call.path().equals(path), PATIENCE).body();
    }
}
