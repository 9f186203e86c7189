package dev.cloche.acceptance.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.acceptance.product.Answer;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.Sandbox;
import dev.cloche.acceptance.product.SharedProduct;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SharedProduct.class)
final class HealthTest {

    private static final Pattern ACTIVE =
            Pattern.compile("^sandbox_sessions_active(\\{[^}]*})? ([0-9.E]+)$", Pattern.MULTILINE);

    private final Product product;

    HealthTest(Product product) {
        this.product = product;
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/q/health", "/q/health/ready", "/q/health/live"})
    void healthIsToldWithoutAToken(String path) {
        Answer answer = product.anonymous().get(path);

        answer.expect(200);
        assertThat(answer.json().path("status").asText()).isIn("UP", "healthy");
    }

    @Test
    void theMetricsCountActiveSessions() {
        double before = active();
        try (Sandbox sandbox = Sandbox.open(product.newTenant())) {
            assertThat(sandbox.status()).isEqualTo("running");
            assertThat(active()).isGreaterThanOrEqualTo(before + 1);
        }
        assertThat(active()).isLessThanOrEqualTo(before);
    }

    @Test
    void whereItRunsIsWrittenDown() throws IOException {
        Path file = product.data().resolve("control-plane.json");

        var written = Answer.parse(Files.readString(file));

        assertThat(written.path("pid").asLong()).isEqualTo(product.pid());
        assertThat(written.path("url").asText()).isEqualTo(product.url());
        assertThat(written.path("started_at").asText()).isNotBlank();
    }

    @Test
    void theKeysAreForTheirOwnerOnly() throws IOException {
        Path keys = product.data().resolve("keys");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys)))
                .isEqualTo("rwx------");
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(keys.resolve("jwt-private.pem"))))
                .isEqualTo("rw-------");
    }

    private double active() {
        Answer metrics = product.anonymous().get("/q/metrics").expect(200);
        Matcher matcher = ACTIVE.matcher(metrics.body());
        double sum = 0;
        boolean found = false;
        while (matcher.find()) {
            sum += Double.parseDouble(matcher.group(2));
            found = true;
        }
        assertThat(found).as("sandbox_sessions_active in %s", metrics.body()).isTrue();
        return sum;
    }
}
