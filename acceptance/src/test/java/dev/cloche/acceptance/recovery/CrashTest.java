package dev.cloche.acceptance.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.acceptance.product.Await;
import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.Command;
import dev.cloche.acceptance.product.Finished;
import dev.cloche.acceptance.product.LivingProcess;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.Sandbox;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Each test has a product of its own, since it kills parts of it.
@Tag("long")
final class CrashTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    /// An executor that stops while it starts is given up after a minute.
    private static final Duration A_START = Duration.ofSeconds(75);

    private Product product;
    private Caller caller;

    @BeforeEach
    void start() {
        product = Product.start();
        caller = product.newTenant();
    }

    @AfterEach
    void close() {
        product.close();
    }

    @Test
    void noExecutionIsLostWhenTheControlPlaneIsKilled() throws InterruptedException {
        Sandbox sandbox = Sandbox.open(caller);
        sandbox.shell("echo kept > kept.txt").ok();
        List<String> executions = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            executions.add(sandbox.submit(sleeper(i)));
        }

        product.kill();
        product.restart();

        for (int i = 0; i < executions.size(); i++) {
            Finished run = sandbox.result(executions.get(i));
            assertThat(run.ok().stdout()).isEqualTo("begun " + i + "\nended " + i + "\n");
            assertThat(run.returnValue().asInt(-1)).isEqualTo(i);
        }
        assertThat(sandbox.status()).isEqualTo("running");
        assertThat(sandbox.shell("cat kept.txt count-*").ok().stdout())
                .as("each ran once")
                .isEqualTo("kept\nxxxxxxxxxx");
        sandbox.close();
    }

    @Test
    void runsThatEndWhileTheControlPlaneIsDownAreReportedLater() throws InterruptedException {
        Sandbox sandbox = Sandbox.open(caller);
        String execution =
                sandbox.submit(
                        Map.of(
                                "language",
                                "shell",
                                "code",
                                "echo said; sleep 2; echo more; exit 4"));
        Await.until("it runs", SOON, () -> runs("sleep 2"), found -> !found.isEmpty());

        product.kill();
        Await.until(
                "the run has ended without anybody to tell",
                SOON,
                () -> runs("sleep 2"),
                List::isEmpty);
        product.restart();

        Finished run = sandbox.result(execution);
        assertThat(run.failed("error").exitCode()).isEqualTo(4);
        assertThat(run.stdout()).isEqualTo("said\nmore\n");
    }

    @Test
    void nothingIsLeftAfterAnOrderlyStop() throws InterruptedException {
        Sandbox sandbox = Sandbox.open(caller);
        String execution =
                sandbox.submit(Map.of("language", "shell", "code", "sleep 300", "timeout", 400));
        Await.until("it runs", SOON, () -> sandbox.status(execution), "running"::equals);
        assertThat(product.executors()).isNotEmpty();

        product.stop();

        nothingRuns();
        assertThat(product.data().resolve("control-plane.json")).doesNotExist();
    }

    @Test
    void anOrderlyStopAfterACrashEndsTheAdoptedExecutorsToo() throws InterruptedException {
        Sandbox sandbox = Sandbox.open(caller);
        product.kill();
        List<LivingProcess> orphans = product.executors();
        product.restart();
        assertThat(sandbox.python("print(1)").ok().stdout()).isEqualTo("1\n");

        product.stop();

        assertThat(orphans).isNotEmpty();
        nothingRuns();
    }

    @Test
    void recordsAndSessionsOutliveAStopAndWhatItInterruptedRunsAgain() throws InterruptedException {
        Sandbox sandbox = Sandbox.open(caller);
        String done = sandbox.python("print('before')").ok().executionId();
        String interrupted =
                sandbox.submit(Map.of("language", "shell", "code", "sleep 300", "timeout", 400));
        Await.until("it runs", SOON, () -> sandbox.status(interrupted), "running"::equals);

        product.stop();
        product.restart();

        assertThat(sandbox.result(done).ok().stdout()).isEqualTo("before\n");
        Await.until(
                "it runs again, where its session is now",
                SOON,
                () ->
                        sandbox.attempt(interrupted) > 1
                                && sandbox.status(interrupted).equals("running"),
                Boolean::booleanValue);
        assertThat(sandbox.status()).isEqualTo("running");
        caller.post("/api/v1/executions/" + interrupted + "/cancel", Map.of()).expect(200);
        try (Sandbox next = Sandbox.open(caller)) {
            assertThat(next.python("print('after')").ok().stdout()).isEqualTo("after\n");
        }
    }

    @Test
    void aSecondControlPlaneOnTheSameDataGivesWay() throws IOException, InterruptedException {
        Sandbox sandbox = Sandbox.open(caller);

        Command second = product.startSecond();

        assertThat(second.exitCode()).isEqualTo(3);
        assertThat(second.stderr().strip().lines())
                .singleElement()
                .asString()
                .contains(Long.toString(product.pid()), product.url());
        assertThat(sandbox.python("print('unharmed')").ok().stdout()).isEqualTo("unharmed\n");
        sandbox.close();
    }

    @Test
    void runsInAKilledExecutorRunAgainInAnotherContainerWithTheFilesOfTheirSession() {
        Sandbox sandbox = Sandbox.open(caller);
        sandbox.shell("mkdir -m 500 locked; ln -s /etc/passwd link; echo kept > kept.txt").ok();
        List<String> executions = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            executions.add(sandbox.submit(survivor(i)));
        }
        for (String execution : executions) {
            Await.until("it runs", SOON, () -> sandbox.status(execution), "running"::equals);
        }

        product.executors().forEach(LivingProcess::kill);

        for (int i = 0; i < 3; i++) {
            Finished run = sandbox.result(executions.get(i));
            assertThat(run.ok().stdout()).isEqualTo("kept\nattempt 2 of " + i + "\n");
            assertThat(sandbox.attempt(executions.get(i))).isEqualTo(2);
        }
        assertThat(sandbox.status()).isEqualTo("running");
        assertThat(sandbox.shell("cat kept.txt; stat -c %a locked; readlink link").ok().stdout())
                .isEqualTo("kept\n500\n/etc/passwd\n");
        sandbox.close();
    }

    @Test
    void whatMustNotRunTwiceFailsAndSaysThatItCrashed() {
        Sandbox sandbox = Sandbox.open(caller);
        String execution =
                sandbox.submit(
                        Map.of(
                                "language",
                                "shell",
                                "code",
                                "echo x >> runs; sleep 300",
                                "timeout",
                                400,
                                "retry",
                                false));
        Await.until("it runs", SOON, () -> sandbox.status(execution), "running"::equals);

        product.executors().forEach(LivingProcess::kill);

        Finished run = sandbox.result(execution);
        assertThat(run.failed("crashed").body().path("error").asText()).isNotBlank();
        assertThat(sandbox.attempt(execution)).isEqualTo(1);
        Await.until("its run died with it", SOON, () -> runs("sleep 300"), List::isEmpty);
        assertThat(sandbox.shell("cat runs").ok().stdout()).isEqualTo("x\n");
        sandbox.close();
    }

    @Test
    void aRunThatKeepsLosingItsContainerFailsInTheEnd() {
        Sandbox sandbox = Sandbox.open(caller);
        String execution =
                sandbox.submit(
                        Map.of(
                                "language",
                                "shell",
                                "code",
                                "echo x >> runs; sleep 300",
                                "timeout",
                                400));
        for (int attempt = 1; attempt <= 4; attempt++) {
            int present = attempt;
            Await.until(
                    "attempt " + attempt + " runs",
                    SOON,
                    () ->
                            sandbox.attempt(execution) == present
                                    && sandbox.status(execution).equals("running"),
                    Boolean::booleanValue);
            product.executors().forEach(LivingProcess::kill);
        }

        assertThat(sandbox.result(execution).failed("crashed").stdout()).isEmpty();
        Await.until("the session failed", SOON, sandbox::status, "failed"::equals);
        assertThat(caller.get(sandbox.path()).text("status_reason")).isNotBlank();
        Await.until("its runs died", SOON, () -> runs("sleep 300"), List::isEmpty);
    }

    @Test
    void anExecutorThatHangsIsGivenUpAndNothingThatItSaysLaterCounts() {
        Sandbox sandbox = Sandbox.open(caller);
        String execution =
                sandbox.submit(
                        Map.of(
                                "language",
                                "shell",
                                "code",
                                "test -e first && { echo second; exit 0; }; touch first; sleep 300",
                                "timeout",
                                400));
        Await.until("it runs", SOON, () -> sandbox.status(execution), "running"::equals);
        List<LivingProcess> hung = product.executors();

        hung.forEach(LivingProcess::pause);

        Finished run = sandbox.result(execution, 120);
        assertThat(run.ok().stdout()).isEqualTo("second\n");
        assertThat(sandbox.attempt(execution)).isEqualTo(2);
        Await.until(
                "nothing is left of it, nor of a warm one that had just been started",
                A_START,
                product::executors,
                now -> hung.stream().noneMatch(now::contains));
        sandbox.close();
    }

    private static Map<String, Object> survivor(int number) {
        String code =
                """
                if test -e began-%1$d; then
                  cat kept.txt; echo attempt 2 of %1$d; exit 0
                fi
                touch began-%1$d; sleep 300
                """
                        .formatted(number);
        return Map.of("language", "shell", "code", code, "timeout", 400);
    }

    // The kernel may need a moment to bury what was killed.
    private void nothingRuns() {
        Await.until("nothing of it runs", Duration.ofSeconds(2), product::processes, List::isEmpty);
    }

    private List<LivingProcess> runs(String words) {
        return product.processes().stream()
                .filter(process -> process.commandLine().equals(words))
                .toList();
    }

    private static Map<String, Object> sleeper(int number) {
        String code =
                """
                import time
                def handler(event):
                    n = event["n"]
                    open(f"count-{n}", "a").write("x")
                    print("begun", n, flush=True)
                    time.sleep(4)
                    print("ended", n)
                    return n
                """;
        return Map.of("language", "python", "code", code, "event", Map.of("n", number));
    }
}
