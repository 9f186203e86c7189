package dev.cloche.acceptance.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloche.acceptance.product.Answer;
import dev.cloche.acceptance.product.Await;
import dev.cloche.acceptance.product.Checkout;
import dev.cloche.acceptance.product.HeaderOnly;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.Prometheus;
import dev.cloche.acceptance.product.Sandbox;
import dev.cloche.acceptance.product.SharedProduct;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What `docs/metrics.md` and the dashboard promise, asked of a Prometheus that scrapes the
/// product.
@ExtendWith(SharedProduct.class)
final class MetricsTest {

    private static final Pattern ROW =
            Pattern.compile("^\\| `(\\w+)` \\|[^|]*\\|[^|]*\\| `(.+)` \\|$", Pattern.MULTILINE);

    private static final Pattern WARM =
            Pattern.compile("^warm_pool_size(\\{.*})? [1-9]", Pattern.MULTILINE);

    private final Product product;

    MetricsTest(Product product) {
        this.product = product;
    }

    @Test
    void promtoolAcceptsThem() throws Exception {
        String metrics =
                product.anonymous()
                        .with("Accept", "text/plain; version=0.0.4")
                        .get("/q/metrics")
                        .expect(200)
                        .body();

        assertThat(Prometheus.complaints(metrics)).isEmpty();
    }

    @Test
    void theContainerThatIsKeptReadyIsCounted() {
        Await.until(
                "it is counted",
                Duration.ofSeconds(90),
                () -> product.anonymous().get("/q/metrics").expect(200).body(),
                metrics -> WARM.matcher(metrics).find());
    }

    @Test
    void namesInAddressesAreNotKeptApartHoweverEarlyARequestIsRefused() throws IOException {
        HeaderOnly.post(
                        product.newTenant(),
                        "/api/v1/sessions/sess_nobodyknows/execute",
                        5 * 1024 * 1024)
                .expect(413);

        assertThat(product.anonymous().get("/q/metrics").expect(200).body())
                .contains("uri=\"/refused-early\"")
                .doesNotContain("sess_nobodyknows");
    }

    @Test
    void aPrometheusAnswersEveryDocumentedQueryAndEachOfTheDashboard() throws Exception {
        try (Sandbox sandbox = Sandbox.open(product.newTenant())) {
            assertThat(sandbox.python("print(1)").ok().stdout()).isEqualTo("1\n");
        }
        Set<String> queries = new LinkedHashSet<>(documented());
        queries.addAll(ofDashboard());

        try (Prometheus prometheus = Prometheus.scraping(product)) {
            // A second one, so that there is an increase to speak of.
            try (Sandbox sandbox = Sandbox.open(product.newTenant())) {
                assertThat(sandbox.python("print(2)").ok().stdout()).isEqualTo("2\n");
            }
            prometheus.awaitScrapes();

            assertThat(queries)
                    .allSatisfy(query -> assertThat(prometheus.ask(query)).as(query).isNotEmpty());
            assertThat(prometheus.ask("surely_no_such_metric")).isEmpty();
        }
    }

    @Test
    void theDashboardUsesOnlyWhatIsDocumented() throws IOException {
        List<String> names = new ArrayList<>();
        ROW.matcher(Files.readString(page())).results().forEach(row -> names.add(row.group(1)));

        assertThat(ofDashboard())
                .isNotEmpty()
                .allSatisfy(query -> assertThat(names).as(query).anyMatch(query::contains));
    }

    private static List<String> documented() throws IOException {
        List<String> queries = new ArrayList<>();
        ROW.matcher(Files.readString(page()))
                .results()
                .forEach(row -> {
                    queries.add(row.group(2));
                    assertThat(row.group(2)).contains(row.group(1));
                });
        assertThat(queries).hasSizeGreaterThan(10);
        return queries;
    }

    private static List<String> ofDashboard() throws IOException {
        JsonNode dashboard =
                Answer.parse(
                        Files.readString(Checkout.home().resolve("deploy/grafana/cloche.json")));
        return dashboard.findValuesAsText("expr");
    }

    private static Path page() {
        return Checkout.home().resolve("docs/metrics.md");
    }
}
