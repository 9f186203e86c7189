package dev.cloche.acceptance.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.acceptance.product.Await;
import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.Finished;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.Sandbox;
import dev.cloche.acceptance.product.SharedProduct;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a session can take away from those beside it in its container.
@ExtendWith(SharedProduct.class)
final class NeighbourTest {

    private static final int WARM_UP = 20;
    private static final int SAMPLES = 60;
    private static final int AT_ONCE = 2;
    private static final int MOST_SLOWER = 10;
    private static final int MANY = 300;

    private final Product product;
    private Sandbox neighbour;

    NeighbourTest(Product product) {
        this.product = product;
    }

    @BeforeEach
    void open() {
        neighbour = Sandbox.open(product.newTenant());
    }

    @AfterEach
    void close() {
        neighbour.close();
    }

    @Test
    void itsAnswersStayQuickWhileAnotherTriesEveryAttack() {
        measure(WARM_UP);
        List<Duration> quiet = measure(SAMPLES);

        List<Duration> loud = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var left = new ConcurrentLinkedQueue<>(List.of(Attack.values()));
            List<CompletableFuture<Void>> attackers = new ArrayList<>();
            for (int one = 0; one < AT_ONCE; one++) {
                attackers.add(CompletableFuture.runAsync(() -> attack(left), threads));
            }
            while (!attackers.stream().allMatch(CompletableFuture::isDone)) {
                loud.addAll(measure(1));
            }
            attackers.forEach(CompletableFuture::join);
        }

        assertThat(loud).hasSizeGreaterThanOrEqualTo(50);
        assertThat(p95(loud))
                .as("of %d answers, quiet %s", loud.size(), p95(quiet))
                .isLessThan(p95(quiet).multipliedBy(MOST_SLOWER));
    }

    @Test
    void itIsServedWhileAnotherHandsInMoreThanCanRunAtOnce() {
        Caller greedy = product.newTenant();
        try (Sandbox crowd = Sandbox.open(greedy, Attack.session())) {
            for (int one = 0; one < MANY; one++) {
                crowd.submit(Map.of("language", "shell", "code", "sleep 12", "timeout", 20));
            }

            long start = System.nanoTime();
            Finished run = neighbour.python("print(1 + 1)");
            Duration took = Duration.ofNanos(System.nanoTime() - start);

            assertThat(run.ok().stdout()).isEqualTo("2\n");
            assertThat(took).isLessThan(Duration.ofSeconds(5));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"terminal", "watch"})
    void itHasItsShareWhileAnotherTakesAllThatItCan(String thing) {
        String code = Hostile.program("take_all.py");
        try (Sandbox greedy = Sandbox.open(product.newTenant(), Attack.session())) {
            Map<String, Object> all = Map.of("thing", thing, "most", 900, "processes", 16);
            greedy.submit(Map.of("language", "python", "code", code, "event", all));
            Await.until(
                    "it has taken all",
                    Duration.ofSeconds(20),
                    () -> greedy.shell("[ $(ls taken | wc -l) = 16 ]").verdict(),
                    "ok"::equals);

            Finished run =
                    neighbour.handle(
                            "python", code, Map.of("thing", thing, "most", 1, "processes", 1));

            assertThat(run.ok().returnValue().asInt()).isEqualTo(1);
        }
    }

    private List<Duration> measure(int samples) {
        List<Duration> took = new ArrayList<>();
        for (int sample = 0; sample < samples; sample++) {
            long start = System.nanoTime();
            Finished run = neighbour.python("print(1 + 1)");
            took.add(Duration.ofNanos(System.nanoTime() - start));
            assertThat(run.ok().stdout()).isEqualTo("2\n");
        }
        return took;
    }

    // A session for each, since what one fills another would find full. How they end is told
    // elsewhere.
    private void attack(ConcurrentLinkedQueue<Attack> left) {
        Caller attacker = product.newTenant();
        for (Attack one = left.poll(); one != null; one = left.poll()) {
            try (Sandbox sandbox = Sandbox.open(attacker, Attack.session())) {
                String execution = sandbox.submit(one.request(1));
                attacker.get("/api/v1/executions/" + execution + "/result?wait=5");
            }
        }
    }

    private static Duration p95(List<Duration> durations) {
        List<Duration> sorted = durations.stream().sorted().toList();
        return sorted.get((int) Math.ceil(sorted.size() * 0.95) - 1);
    }
}
