package dev.cloche.acceptance.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.acceptance.product.Await;
import dev.cloche.acceptance.product.Finished;
import dev.cloche.acceptance.product.LivingProcess;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.Sandbox;
import dev.cloche.acceptance.product.SharedProduct;
import dev.cloche.acceptance.product.Traces;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every attack ends as it should, gets nothing, leaves nothing, and hurts nobody.
@ExtendWith(SharedProduct.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AttackTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int GRACE = 5;

    private final Product product;
    private Sandbox neighbour;
    private List<LivingProcess> executors;

    AttackTest(Product product) {
        this.product = product;
    }

    @BeforeAll
    void open() {
        neighbour = Sandbox.open(product.newTenant());
        executors = product.executors();
    }

    @AfterAll
    void noExecutorDiedOfIt() {
        assertThat(executors).isNotEmpty();
        assertThat(product.executors()).containsAll(executors);
        neighbour.close();
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void isContained(Attack attack) throws IOException, InterruptedException {
        Sandbox attacker = Sandbox.open(product.newTenant(), Attack.session());
        var traces = Traces.of(product, attacker);
        Finished during;
        Finished end;
        Finished after;
        try (attacker) {
            String execution = attacker.submit(attack.request(attack.timeout()));
            during = neighbour.python("print(1 + 1)");
            end = attacker.result(execution, attack.timeout() + GRACE);
            after = neighbour.python("print(2 + 2)");
        }

        Await.until("nothing is left", SOON, traces::all, List::isEmpty);
        traces.removeWorkspace();
        assertThat(during.ok().stdout()).isEqualTo("2\n");
        assertThat(after.ok().stdout()).isEqualTo("4\n");
        assertThat(end.verdict())
                .as("verdict of %s; it said: %s %s", attack, end.stdout(), end.stderr())
                .isIn(attack.verdicts());
        if (end.verdict().equals("ok")) {
            assertThat(attack.gain(end)).as("what %s got", attack).isEmpty();
        }
    }
}
