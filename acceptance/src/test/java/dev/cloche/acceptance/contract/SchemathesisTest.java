package dev.cloche.acceptance.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.Checkout;
import dev.cloche.acceptance.product.Command;
import dev.cloche.acceptance.product.Product;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests that a program makes up from the description, good and bad ones, of both roles: none
/// makes the product fail, and none is answered as the description does not say.
///
/// It is a product of its own with a quota, so that a full house (503) is not what most are told.
@Tag("long")
final class SchemathesisTest {

    private static final int UNAVAILABLE = 3;
    private static final Duration LIMIT = Duration.ofMinutes(4);

    /// Seconds of making things up, for each role.
    private static final String SECONDS = "35";

    private static Product product;

    @BeforeAll
    static void start() {
        product = Product.start(Map.of("cloche.limits.sessions", "6"));
    }

    @AfterAll
    static void stop() {
        product.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"user", "admin"})
    void nothingThatCanBeAskedBreaksWhatIsPromised(String role)
            throws IOException, InterruptedException {
        Caller caller = role.equals("admin") ? product.admin() : product.newTenant();
        String token = caller.headers().get("Authorization").substring("Bearer ".length());

        Command run =
                Command.run(
                        LIMIT,
                        Map.of(),
                        List.of(
                                Checkout.home().resolve(".ci/schemathesis").toString(),
                                product.url(),
                                token,
                                SECONDS));

        if (run.exitCode() == UNAVAILABLE) {
            shout(run.stderr());
            Assumptions.abort("Schemathesis cannot be had here");
        }
        assertThat(run.exitCode()).as("%s%n%s", run.stdout(), run.stderr()).isZero();
        assertThat(run.stdout()).contains("Schemathesis").contains("passed");
    }

    private static void shout(String why) {
        System.err.println(
                """
                ########################################################################
                # SCHEMATHESIS DID NOT RUN: the API was not tested with made-up requests
                ########################################################################
                """
                        + why);
    }
}
