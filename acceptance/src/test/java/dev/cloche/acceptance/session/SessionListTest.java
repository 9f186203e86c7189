package dev.cloche.acceptance.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.SharedProduct;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedProduct.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SessionListTest {

    private static final String SESSIONS = "/api/v1/sessions";

    private final Product product;
    private final Caller caller;

    /// In the order in which they were made; the last one is over.
    private final List<String> made = new ArrayList<>();

    SessionListTest(Product product) {
        this.product = product;
        this.caller = product.newTenant();
    }

    @BeforeAll
    void threeSessions() {
        for (String template : List.of("python-basic", "multi-language", "python-basic")) {
            made.add(
                    caller.post(SESSIONS + "?wait=60", Map.of("template_id", template))
                            .expect(201)
                            .text("session_id"));
        }
        caller.delete(SESSIONS + "/" + made.getLast()).expect(200);
    }

    @Test
    void theNewestComesFirst() {
        JsonNode list = list("");

        assertThat(ids(list)).isEqualTo(made.reversed());
        assertThat(list.path("total").asInt()).isEqualTo(3);
    }

    @Test
    void aPageIsCutFromTheListAndTheTotalIsOfAll() {
        JsonNode first = list("?limit=2");
        JsonNode second = list("?limit=2&offset=2");
        JsonNode beyond = list("?offset=1000");

        assertThat(ids(first)).containsExactly(made.get(2), made.get(1));
        assertThat(ids(second)).containsExactly(made.get(0));
        assertThat(ids(beyond)).isEmpty();
        assertThat(List.of(first, second, beyond))
                .allSatisfy(page -> assertThat(page.path("total").asInt()).isEqualTo(3));
    }

    @Test
    void statusAndTemplateSelect() {
        JsonNode running = list("?status=running");
        JsonNode terminated = list("?status=terminated");
        JsonNode python = list("?template_id=python-basic");
        JsonNode both = list("?template_id=python-basic&status=running");

        assertThat(ids(running)).containsExactly(made.get(1), made.get(0));
        assertThat(running.path("total").asInt()).isEqualTo(2);
        assertThat(ids(terminated)).containsExactly(made.get(2));
        assertThat(ids(python)).containsExactly(made.get(2), made.get(0));
        assertThat(ids(both)).containsExactly(made.get(0));
    }

    @Test
    void nothingOfAnotherTenantIsListed() {
        JsonNode list = product.newTenant().get(SESSIONS).expect(200).json();

        assertThat(list.path("sessions")).isEmpty();
        assertThat(list.path("total").asInt(-1)).isZero();
    }

    private JsonNode list(String query) {
        return caller.get(SESSIONS + query).expect(200).json();
    }

    private static List<String> ids(JsonNode list) {
        List<String> ids = new ArrayList<>();
        list.path("sessions").forEach(one -> ids.add(one.path("session_id").asText()));
        return ids;
    }
}
