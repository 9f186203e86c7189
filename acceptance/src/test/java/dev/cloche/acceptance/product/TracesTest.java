package dev.cloche.acceptance.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What the tests use to look for traces finds those that are there.
@ExtendWith(SharedProduct.class)
final class TracesTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final Product product;

    TracesTest(Product product) {
        this.product = product;
    }

    @Test
    void aRunIsATraceUntilItsSessionIsOver() {
        Traces traces;
        try (Sandbox sandbox = Sandbox.open(product.newTenant())) {
            traces = Traces.of(product, sandbox);
            assertThat(traces.all()).isEmpty();
            sandbox.submit(Map.of("language", "shell", "code", "exec -a hidden sleep 60"));

            Await.until(
                    "it is found under whatever name",
                    SOON,
                    traces::all,
                    found -> found.stream().anyMatch(one -> one.contains("hidden 60")));
        }

        Await.until("nothing is found any more", SOON, traces::all, List::isEmpty);
    }
}
