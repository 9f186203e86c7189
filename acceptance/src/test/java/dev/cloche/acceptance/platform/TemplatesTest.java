package dev.cloche.acceptance.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.SharedProduct;
import dev.cloche.api.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SharedProduct.class)
final class TemplatesTest {

    private static final String TEMPLATES = "/api/v1/templates";

    private final Caller caller;

    TemplatesTest(Product product) {
        this.caller = product.newTenant();
    }

    @Test
    void thePlatformComesWithTemplates() {
        JsonNode list = caller.get(TEMPLATES).expect(200).json();

        assertThat(ids(list))
                .contains("python-basic", "python-datascience", "nodejs-basic", "multi-language");
        assertThat(list.path("total").asInt()).isEqualTo(ids(list).size());
    }

    @Test
    void aPageOfTemplatesIsCutFromAll() {
        JsonNode all = caller.get(TEMPLATES).expect(200).json();

        JsonNode page = caller.get(TEMPLATES + "?limit=1&offset=1").expect(200).json();

        assertThat(ids(page)).containsExactly(ids(all).get(1));
        assertThat(page.path("total")).isEqualTo(all.path("total"));
    }

    @ParameterizedTest
    @CsvSource({
        "python-basic, python",
        "python-datascience, python",
        "nodejs-basic, javascript",
        "multi-language, shell"
    })
    void aTemplateTellsWhatItIs(String id, String language) {
        JsonNode template = caller.get(TEMPLATES + "/" + id).expect(200).json();

        assertThat(template.path("id").asText()).isEqualTo(id);
        assertThat(template.path("name").asText()).isNotBlank();
        assertThat(template.path("image").asText()).isNotBlank();
        assertThat(template.path("languages").toString()).contains("\"" + language + "\"");
        assertThat(template.path("isolation").asText()).isEqualTo("full");
        assertThat(template.path("security_context").path("network_enabled").asBoolean(true))
                .isFalse();
        assertThat(template.path("default_timeout").asInt()).isBetween(60, 3600);
        assertThat(template.path("default_resources").path("memory").asText())
                .matches("\\d+(Mi|Gi)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-such-template", "no%20name", "PYTHON-BASIC"})
    void anUnknownTemplateIsNotFound(String id) {
        caller.get(TEMPLATES + "/" + id).refusedWith(ErrorCode.TEMPLATE_NOT_FOUND);
    }

    private static List<String> ids(JsonNode list) {
        List<String> ids = new ArrayList<>();
        list.path("templates").forEach(one -> ids.add(one.path("id").asText()));
        return ids;
    }
}
