package dev.cloche.acceptance.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloche.acceptance.product.Await;
import dev.cloche.acceptance.product.Finished;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.Sandbox;
import dev.cloche.acceptance.product.SharedProduct;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What the platform finds in a workspace that was laid out to mislead it.
@ExtendWith(SharedProduct.class)
final class TrapTest {

    private static final int LOOKS = 8;

    private final Product product;
    private Sandbox sandbox;

    TrapTest(Product product) {
        this.product = product;
    }

    @BeforeEach
    void open() {
        sandbox = Sandbox.open(product.newTenant());
    }

    @AfterEach
    void close() {
        sandbox.close();
    }

    @Test
    void strangeNamesAreFoundAsTheyAre() {
        Finished run = sandbox.python(Hostile.program("trap/names.py"));

        assertThat(artifacts(run.ok()))
                .contains("plain", "new\nline", "\n", "-rf", "$(reboot)", "back\\slash")
                .contains("\u001b[2J\u001b]0;owned\u0007", "..\\..\\up", "\u202egpj.exe")
                .contains("x".repeat(255), "é".repeat(127), "in/plain/plain", "in/*/*")
                .noneMatch(name -> name.startsWith("/") || name.contains("\0"));
    }

    @Test
    void onlyFilesAreFound() {
        Finished run = sandbox.python(Hostile.program("trap/nodes.py"));

        assertThat(artifacts(run.ok())).containsExactlyInAnyOrder("file-000", "file-4755");
    }

    @Test
    void nothingOutsideIsFoundWhileNamesChangeTheirMeaning() {
        String foreign = "foreign-" + UUID.randomUUID();
        List<String> found = new ArrayList<>();
        try (Sandbox other = Sandbox.open(product.newTenant())) {
            String swapping =
                    sandbox.submit(
                            Map.of("language", "python", "code", Hostile.program("trap/swap.py")));
            Await.until(
                    "it swaps",
                    Duration.ofSeconds(20),
                    () -> sandbox.shell("cat mark"),
                    run -> run.verdict().equals("ok") && !run.stdout().isEmpty());
            for (int look = 0; look < LOOKS; look++) {
                other.shell("mkdir -p d; echo x > d/" + foreign).ok();
                Finished run = sandbox.shell("echo x > new; sleep 0.05");
                found.addAll(artifacts(run));
            }
            sandbox.shell("touch enough").ok();
            sandbox.result(swapping).ok();
        }

        assertThat(found)
                .contains("new")
                .allMatch(name -> name.matches("new|mark|enough|(real|bait)(/in)?.*"))
                .noneMatch(name -> name.contains(foreign) || name.contains("passwd"));
    }

    private static List<String> artifacts(Finished run) {
        List<String> names = new ArrayList<>();
        for (JsonNode one : run.body().path("artifacts")) {
            names.add(one.asText());
        }
        return names;
    }
}
