package dev.cloche.acceptance.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.acceptance.product.Answer;
import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.Finished;
import dev.cloche.acceptance.product.LivingProcess;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.Sandbox;
import dev.cloche.api.error.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// The embedded database is killed alone; the control plane starts it again.
final class KilledDatabaseTest {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final int RUNS = 5;
    private static final int CALLERS = 3;

    @Test
    void whatRunsEndsOnceAndWhoRetriesAsToldGetsWhatWasAskedForOnce() throws Exception {
        try (Product product = Product.start();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Caller caller = product.newTenant();
            Sandbox sandbox = Sandbox.open(caller);
            List<String> runs = new ArrayList<>();
            for (int i = 0; i < RUNS; i++) {
                runs.add(sandbox.submit(shell("sleep 4; echo x >> run-" + i + "; echo " + i)));
            }
            runs.forEach(sandbox::awaitRunning);
            AtomicBoolean over = new AtomicBoolean();
            List<Future<Asked>> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                String name = "caller-" + i;
                callers.add(threads.submit(() -> keepAsking(name, caller, sandbox, over)));
            }

            kill(product);
            try {
                for (int i = 0; i < RUNS; i++) {
                    Finished run = sandbox.result(awaited(caller, runs.get(i)));
                    assertThat(run.ok().stdout()).isEqualTo(i + "\n");
                    assertThat(sandbox.attempt(runs.get(i))).isEqualTo(1);
                }
            } finally {
                over.set(true);
            }

            Asked all = new Asked(0, 0);
            for (Future<Asked> one : callers) {
                all = all.and(one.get());
            }
            assertThat(all.refused()).as("somebody met the outage").isPositive();
            assertThat(sandbox.shell("cat run-* asked | wc -l").ok().stdout().strip())
                    .as("each ran once")
                    .isEqualTo(Integer.toString(RUNS + all.done()));
            assertThat(sandbox.status()).isEqualTo("running");
            sandbox.close();
        }
    }

    /// What a caller got.
    ///
    /// @param refused how many requests were to be sent again
    private record Asked(int done, int refused) {

        Asked and(Asked other) {
            return new Asked(done + other.done, refused + other.refused);
        }
    }

    private static Asked keepAsking(
            String name, Caller caller, Sandbox sandbox, AtomicBoolean over) {
        Asked all = new Asked(0, 0);
        while (!over.get() || all.done() == 0) {
            String word = name + "-" + all.done();
            all = all.and(ask(caller.with("Idempotency-Key", word), sandbox, word));
        }
        return all;
    }

    private static Asked ask(Caller caller, Sandbox sandbox, String word) {
        long end = System.nanoTime() + SOON.toNanos();
        for (int refused = 0; System.nanoTime() < end; refused++) {
            Answer answer =
                    caller.post(
                            sandbox.path() + "/execute-sync",
                            shell("echo x >> asked; echo " + word));
            if (answer.status() == 200) {
                assertThat(new Finished(answer.json()).ok().stdout()).isEqualTo(word + "\n");
                return new Asked(1, refused);
            }
            requireRetriable(answer);
        }
        throw new AssertionError("still refused after " + SOON + ": " + word);
    }

    /// Looks until somebody can tell about the execution again.
    private static String awaited(Caller caller, String execution) {
        long end = System.nanoTime() + SOON.toNanos();
        while (System.nanoTime() < end) {
            Answer answer = caller.get("/api/v1/executions/" + execution + "/result?wait=60");
            if (answer.status() == 200) {
                return execution;
            }
            requireRetriable(answer);
        }
        throw new AssertionError("nobody tells about " + execution);
    }

    private static void requireRetriable(Answer answer) {
        assertThat(answer.refusedWith(ErrorCode.UNAVAILABLE)).isNotBlank();
        assertThat(answer.header("retry-after")).isPresent();
    }

    private static void kill(Product product) {
        List<LivingProcess> database =
                product.processes().stream()
                        .filter(one -> one.commandLine().contains("postgres"))
                        .toList();
        assertThat(database).isNotEmpty();
        database.forEach(LivingProcess::kill);
    }

    private static Map<String, Object> shell(String code) {
        return Map.of("language", "shell", "code", code, "timeout", 60);
    }
}
