package dev.cloche.acceptance.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.acceptance.product.Await;
import dev.cloche.acceptance.product.LivingProcess;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.Sandbox;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A database that is away for longer than executors may be silent.
@Tag("long")
final class LongOutageTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String FIRST = "sleep 20.5";

    @Test
    void nothingIsGivenUpThatCouldNotBeHeardMeanwhile() {
        try (Product product = Product.start()) {
            Sandbox sandbox = Sandbox.open(product.newTenant());
            String first = sandbox.submit(shell(FIRST + "; echo first"));
            String second = sandbox.submit(shell("sleep 30.5; echo second"));
            sandbox.awaitRunning(first);
            sandbox.awaitRunning(second);
            List<LivingProcess> database =
                    product.processes().stream()
                            .filter(one -> one.commandLine().contains("postgres"))
                            .toList();
            assertThat(database).isNotEmpty();

            database.forEach(LivingProcess::pause);
            try {
                Await.until(
                        "the first run has ended", SOON, () -> runs(product, FIRST), List::isEmpty);
            } finally {
                database.forEach(LivingProcess::resume);
            }

            assertThat(sandbox.result(first).ok().stdout()).isEqualTo("first\n");
            assertThat(sandbox.result(second).ok().stdout()).isEqualTo("second\n");
            assertThat(sandbox.status()).isEqualTo("running");
            sandbox.close();
        }
    }

    private static Map<String, Object> shell(String code) {
        return Map.of("language", "shell", "code", code, "timeout", 60);
    }

    private static List<LivingProcess> runs(Product product, String words) {
        return product.processes().stream()
                .filter(process -> process.commandLine().equals(words))
                .toList();
    }
}
