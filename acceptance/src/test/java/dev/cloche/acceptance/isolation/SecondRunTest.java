package dev.cloche.acceptance.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.acceptance.product.Finished;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.Sandbox;
import dev.cloche.acceptance.product.SharedProduct;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A run knows nothing of those before it but their files in the workspace.
@ExtendWith(SharedProduct.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SecondRunTest {

    private static final int RUNS = 6;

    private final Product product;
    private Sandbox sandbox;

    SecondRunTest(Product product) {
        this.product = product;
    }

    @BeforeAll
    void open() {
        sandbox = Sandbox.open(product.newTenant());
    }

    @AfterAll
    void close() {
        sandbox.close();
    }

    @Test
    void aRunCannotPoisonTheNextOne() {
        try (Sandbox neighbour = Sandbox.open(product.newTenant())) {
            Finished poison = sandbox.python(Hostile.program("poison.py"));

            Finished next = sandbox.python(Hostile.program("look_for_poison.py"));
            Finished neighbours = neighbour.python(Hostile.program("look_for_poison.py"));

            assertThat(poison.ok().returnValue().asText()).isEqualTo("poisoned");
            assertThat(next.ok().returnValue().isArray()).isTrue();
            assertThat(next.returnValue()).isEmpty();
            assertThat(neighbours.ok().returnValue().isArray()).isTrue();
            assertThat(neighbours.returnValue()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "python     | import random\\ndef handler(event):\\n    return random.random()",
                "python     | import uuid\\ndef handler(event):\\n    return str(uuid.uuid4())",
                "python     | import secrets\\ndef handler(event):\\n    return secrets.token_hex()",
                "python     | import tempfile\\ndef handler(event):\\n    return tempfile.mktemp()",
                "javascript | exports.handler = () => Math.random()",
                "javascript | exports.handler = () => crypto.randomUUID()"
            })
    void everyRunHasRandomnessOfItsOwn(String language, String code) {
        List<String> values = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            Finished one = sandbox.handle(language, code.replace("\\n", "\n"), Map.of("x", run));
            values.add(one.ok().returnValue().asText());
        }

        assertThat(values).doesNotContain("").doesNotHaveDuplicates();
    }
}
