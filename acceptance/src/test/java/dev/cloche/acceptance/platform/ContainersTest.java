package dev.cloche.acceptance.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloche.acceptance.product.Answer;
import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.Sandbox;
import dev.cloche.acceptance.product.SharedProduct;
import dev.cloche.api.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SharedProduct.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ContainersTest {

    private static final String CONTAINERS = "/api/v1/containers";

    private final Product product;
    private final Caller caller;
    private Sandbox sandbox;
    private String id;

    ContainersTest(Product product) {
        this.product = product;
        this.caller = product.newTenant();
    }

    @BeforeAll
    void open() {
        sandbox = Sandbox.open(caller, Map.of("template_id", "python-basic"));
        id = sandbox.container();
    }

    @AfterAll
    void close() {
        sandbox.close();
    }

    @Test
    void aContainerTellsWhatItIs() {
        JsonNode container = caller.get(CONTAINERS + "/" + id).expect(200).json();

        assertThat(container.path("container_id").asText()).isEqualTo(id);
        assertThat(container.path("status").asText()).isEqualTo("running");
        assertThat(container.path("state").asText()).isEqualTo("claimed");
        assertThat(container.path("runtime_type").asText()).isEqualTo("local");
        assertThat(container.path("template_id").asText()).isEqualTo("python-basic");
        assertThat(container.path("isolation").asText()).isEqualTo("full");
        assertThat(container.path("sessions").asInt()).isPositive();
        assertThat(container.path("places").asInt())
                .isGreaterThanOrEqualTo(container.path("sessions").asInt());
        assertThat(container.path("uptime_seconds").asLong(-1)).isNotNegative();
        assertThat(caller.get(CONTAINERS + "/" + id + "/status").expect(200).json().fieldNames())
                .toIterable()
                .containsExactlyInAnyOrderElementsOf(names(container));
    }

    @Test
    void aUserSeesTheContainersOfItsOwnSessions() {
        JsonNode own = caller.get(CONTAINERS).expect(200).json();
        JsonNode strangers = product.newTenant().get(CONTAINERS).expect(200).json();

        assertThat(ids(own)).containsExactly(id);
        assertThat(own.path("total").asInt()).isEqualTo(1);
        assertThat(ids(strangers)).isEmpty();
        assertThat(strangers.path("total").asInt(-1)).isZero();
    }

    @Test
    void anAdminSeesAllContainers() {
        JsonNode all = product.admin().get(CONTAINERS + "?limit=200").expect(200).json();

        assertThat(ids(all)).contains(id);
        product.admin().get(CONTAINERS + "/" + id).expect(200);
        product.admin().get(CONTAINERS + "/" + id + "/logs").expect(200);
    }

    @Test
    void aContainerOfOthersIsNotThere() {
        Caller stranger = product.newTenant();

        for (String part : List.of("", "/status")) {
            stranger.get(CONTAINERS + "/" + id + part).refusedWith(ErrorCode.CONTAINER_NOT_FOUND);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cont_0123456789abcdef", "cont_x", "x%20y"})
    void anUnknownContainerIsNotFound(String unknown) {
        for (String part : List.of("", "/status")) {
            caller.get(CONTAINERS + "/" + unknown + part)
                    .refusedWith(ErrorCode.CONTAINER_NOT_FOUND);
        }
        product.admin()
                .get(CONTAINERS + "/" + unknown + "/logs")
                .refusedWith(ErrorCode.CONTAINER_NOT_FOUND);
    }

    @Test
    void theLogOfAContainerIsForThoseWhoSeeIt() {
        product.admin().get(CONTAINERS + "/" + id + "/logs").expect(200);
        product.newTenant()
                .get(CONTAINERS + "/" + id + "/logs")
                .refusedWith(ErrorCode.CONTAINER_NOT_FOUND);
    }

    @Test
    void theLogOfAContainerIsTextWithoutSecrets() {
        sandbox.run(
                        Map.of(
                                "language",
                                "python",
                                "code",
                                "import os; print(os.environ['PASSWORD'])",
                                "env_vars",
                                Map.of("PASSWORD", "hunter2-of-acceptance")))
                .ok();

        Answer log = product.admin().get(CONTAINERS + "/" + id + "/logs?tail=5").expect(200);

        assertThat(log.header("content-type").orElse("")).startsWith("text/plain");
        assertThat(log.body().lines().count()).isLessThanOrEqualTo(5);
        Answer whole = product.admin().get(CONTAINERS + "/" + id + "/logs?tail=1000").expect(200);
        assertThat(whole.body()).doesNotContain("hunter2-of-acceptance").isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tail=-1", "tail=x"})
    void aLogThatCannotBeIsRefused(String query) {
        product.admin()
                .get(CONTAINERS + "/" + id + "/logs?" + query)
                .refusedWith(ErrorCode.INVALID_PARAMETER);
    }

    private static List<String> names(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static List<String> ids(JsonNode list) {
        List<String> ids = new ArrayList<>();
        list.path("containers").forEach(one -> ids.add(one.path("container_id").asText()));
        return ids;
    }
}
