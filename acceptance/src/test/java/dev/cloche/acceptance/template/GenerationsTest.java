package dev.cloche.acceptance.template;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.acceptance.product.Await;
import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.Sandbox;
import dev.cloche.acceptance.product.SharedProduct;
import dev.cloche.api.error.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A template that changes while sessions live.
@ExtendWith(SharedProduct.class)
final class GenerationsTest {

    private static final String TEMPLATES = "/api/v1/templates";
    private static final Duration SOON = Duration.ofSeconds(30);

    private final Caller admin;
    private final Caller caller;
    private final String id = "gen-" + UUID.randomUUID().toString().substring(0, 8);

    GenerationsTest(Product product, Caller caller) {
        this.admin = product.admin();
        this.caller = caller;
    }

    @BeforeEach
    void make() {
        admin.post(
                        TEMPLATES,
                        Map.of(
                                "id",
                                id,
                                "name",
                                id,
                                "image",
                                "none",
                                "default_resources",
                                Map.of(),
                                "default_env_vars",
                                Map.of("WHICH", "first"),
                                "density",
                                "strict"))
                .expect(201);
    }

    @AfterEach
    void remove() {
        admin.delete(TEMPLATES + "/" + id).expect(204);
    }

    @Test
    void sessionsKeepTheGenerationThatTheyWereMadeFrom() {
        String code = "import os; print(os.environ['WHICH'])";
        try (Sandbox before = Sandbox.open(caller, Map.of("template_id", id))) {
            admin.put(TEMPLATES + "/" + id, Map.of("default_env_vars", Map.of("WHICH", "second")))
                    .expect(200);
            try (Sandbox after = Sandbox.open(caller, Map.of("template_id", id))) {
                assertThat(before.python(code).ok().stdout()).isEqualTo("first\n");
                assertThat(after.python(code).ok().stdout()).isEqualTo("second\n");
                assertThat(after.created().path("container_id"))
                        .isNotEqualTo(before.created().path("container_id"));
            }
            assertThat(admin.delete(TEMPLATES + "/" + id).refusedWith(ErrorCode.INVALID_PARAMETER))
                    .contains("in use");
        }
    }

    @Test
    void aContainerOfAnOldGenerationGoesWithItsLastSession() {
        String container;
        try (Sandbox before = Sandbox.open(caller, Map.of("template_id", id))) {
            container = before.container();
            admin.put(TEMPLATES + "/" + id, Map.of("default_timeout", 600)).expect(200);
            assertThat(state(container)).isEqualTo("claimed");
        }

        Await.until("it is gone", SOON, () -> state(container), "exited"::equals);
    }

    @Test
    void aUserReadsTheLogOfAContainerThatNobodyShares() {
        try (Sandbox alone = Sandbox.open(caller, Map.of("template_id", id))) {
            String container = alone.container();

            assertThat(caller.get("/api/v1/containers/" + container + "/logs").expect(200).body())
                    .isNotBlank();
            assertThat(listed(container)).isTrue();
        }
    }

    private boolean listed(String container) {
        return List.of(
                        caller.get("/api/v1/containers?state=claimed&template_id=" + id)
                                .expect(200)
                                .body())
                .getFirst()
                .contains(container);
    }

    private String state(String container) {
        return admin.get("/api/v1/containers/" + container).expect(200).text("state");
    }
}
