package dev.cloche.acceptance.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.acceptance.product.Await;
import dev.cloche.acceptance.product.Finished;
import dev.cloche.acceptance.product.LivingProcess;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.Sandbox;
import dev.cloche.acceptance.product.Way;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// An executor that can be reached and cannot report.
@Tag("long")
final class CutReportsTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String RUN = "sleep 21.5";

    /// The run ends when its executor has been silent for longer than it may.
    @Test
    void nothingIsGivenUpThatAnExecutorSaysItHolds() throws IOException {
        try (Way way = Way.open();
                Product product =
                        Product.start(Map.of("cloche.containers.control-plane-url", way.url()))) {
            way.leadTo(URI.create(product.url()).getPort());
            Sandbox sandbox = Sandbox.open(product.newTenant());
            String run =
                    sandbox.submit(
                            Map.of(
                                    "language",
                                    "shell",
                                    "code",
                                    RUN + "; echo whole",
                                    "timeout",
                                    60,
                                    "retry",
                                    false));
            sandbox.awaitRunning(run);

            way.cut();
            Await.until("the run has ended", SOON, () -> runs(product), List::isEmpty);
            way.mend();

            Finished result = sandbox.result(run);
            assertThat(result.ok().stdout()).isEqualTo("whole\n");
            assertThat(sandbox.status()).isEqualTo("running");
            sandbox.close();
        }
    }

    private static List<LivingProcess> runs(Product product) {
        return product.processes().stream()
                .filter(process -> process.commandLine().equals(RUN))
                .toList();
    }
}
