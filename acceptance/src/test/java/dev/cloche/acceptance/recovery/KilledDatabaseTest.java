package dev.cloche.acceptance.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.acceptance.product.Answer;
import dev.cloche.acceptance.product.Await;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// The embedded database is killed alone; the control plane starts it again.
final class KilledDatabaseTest {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final String HELD_UP = "while ! test -e go; do sleep 0.1; done; ";
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
                runs.add(sandbox.submit(shell(HELD_UP + "echo x >> run-" + i + "; echo " + i)));
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
                Answer released =
                        answered(() ->
                                caller.post(sandbox.path() + "/execute-sync", shell("touch go")));
                assertThat(new Finished(released.json()).ok().stdout()).isEmpty();
                for (int i = 0; i < RUNS; i++) {
                    String address = "/api/v1/executions/" + runs.get(i) + "/result?wait=60";
                    Answer result = answered(() -> caller.get(address));
                    assertThat(new Finished(result.json()).ok().stdout()).isEqualTo(i + "\n");
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
        Map<String, Object> code = shell("echo x >> asked; echo " + word);
        AtomicInteger sent = new AtomicInteger();
        Answer answer =
                answered(() -> {
                    int _ = sent.incrementAndGet();
                    return caller.post(sandbox.path() + "/execute-sync", code);
                });
        assertThat(new Finished(answer.json()).ok().stdout()).isEqualTo(word + "\n");
        return new Asked(1, sent.get() - 1);
    }

    /// Sends a request again until it is answered.
    private static Answer answered(Supplier<Answer> request) {
        return Await.until(
                "it is answered",
                SOON,
                () -> {
                    Answer answer = request.get();
                    if (answer.status() != 200) {
                        requireRetriable(answer);
                    }
                    return answer;
                },
                answer -> answer.status() == 200);
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
        return Map.of("language", "shell", "code", code, "timeout", 150);
    }
}
