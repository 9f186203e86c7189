package dev.cloche.acceptance.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.acceptance.product.Answer;
import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.Contract;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.SharedProduct;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// An answer that breaks the contract is noticed: each time a true answer of the product is held
/// against a description that says something else, or a changed one against the true description.
@ExtendWith(SharedProduct.class)
final class ViolationTest {

    private static final String LIST = "/api/v1/templates";
    private static final String DOCUMENT = Contract.document("control-plane-api.yaml");

    private final Caller caller;
    private final Answer answer;

    ViolationTest(Product product) {
        this.caller = product.newTenant();
        this.answer = caller.get(LIST).expect(200);
    }

    @Test
    void whatIsAsDescribedBreaksNothing() {
        assertThat(Contract.of(DOCUMENT).broken("GET", LIST, answer)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        // what is a number is said to be a text
        "'How many there are in all\n          type: integer',"
                + " 'How many there are in all\n          type: string'",
        // a field has another name, so that one is missing and one is not described
        "'default_timeout', 'default_timeouts'",
        // a word is missing in an enumeration
        "'      - full\n      type: string', '      type: string'"
    })
    void whatIsNotAsDescribedIsNoticed(String said, String instead) {
        String other = DOCUMENT.replace(said, instead);

        assertThat(other).isNotEqualTo(DOCUMENT);
        assertThat(Contract.of(other).broken("GET", LIST, answer)).isNotEmpty();
    }

    @Test
    void aStatusThatIsNotDescribedIsNoticed() {
        Answer other = new Answer(418, answer.headers(), answer.body());

        assertThat(Contract.of(DOCUMENT).broken("GET", LIST, other))
                .anyMatch(broken -> broken.contains("status.unknown"));
    }

    @Test
    void aMediaTypeThatIsNotDescribedIsNoticed() {
        Answer other = new Answer(200, Map.of("content-type", "text/html"), answer.body());

        assertThat(Contract.of(DOCUMENT).broken("GET", LIST, other))
                .anyMatch(broken -> broken.contains("contentType"));
    }

    @Test
    void aFieldThatIsNotDescribedIsNoticed() {
        String more = answer.body().replaceFirst("\\{", "{\"surprise\": 1, ");

        assertThat(
                        Contract.of(DOCUMENT)
                                .broken("GET", LIST, new Answer(200, answer.headers(), more)))
                .anyMatch(broken -> broken.contains("surprise"));
    }

    @Test
    void anAddressThatIsNotDescribedIsNoticed() {
        assertThat(Contract.of(DOCUMENT).broken("GET", "/api/v1/surprise", answer)).isNotEmpty();
        assertThat(Contract.of(DOCUMENT).broken("PATCH", LIST, answer)).isNotEmpty();
    }
}
