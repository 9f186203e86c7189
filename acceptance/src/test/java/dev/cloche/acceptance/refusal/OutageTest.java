package dev.cloche.acceptance.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.acceptance.product.Answer;
import dev.cloche.acceptance.product.Await;
import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.Postgres;
import dev.cloche.acceptance.product.Product;
import dev.cloche.api.error.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What callers are told while the database is gone.
@Tag("long")
final class OutageTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final List<String> INNER =
            List.of(
                    "sql",
                    "pg",
                    "postgres",
                    "vertx",
                    "exception",
                    "connection",
                    "127.0.0.1:",
                    "at dev.");

    @Test
    void withoutItsDatabaseItSaysSoAndNothingOfItsInsideUntilThereIsOneAgain() {
        try (Postgres postgres = Postgres.start();
                Product product = Product.start(postgres.settings())) {
            Caller caller = product.newTenant();
            caller.get("/api/v1/sessions").expect(200);

            postgres.stop();
            Answer answer =
                    Await.until(
                            "the loss is noticed",
                            SOON,
                            () -> caller.with("x-request-id", "req-outage").get("/api/v1/sessions"),
                            seen -> seen.status() != 200);

            saysNothingOfItsInside(answer, product);
            saysNothingOfItsInside(
                    caller.with("x-request-id", "req-outage")
                            .post("/api/v1/sessions", Map.of("template_id", "python-basic")),
                    product);
            assertThat(product.anonymous().get("/health").status()).isEqualTo(503);
            assertThat(product.anonymous().get("/q/health/live").status()).isEqualTo(200);

            postgres.restart();
            answersAgain(caller);
        }
    }

    @Test
    void aDatabaseThatDoesNotAnswerHoldsNobodyUpForever() {
        try (Postgres postgres = Postgres.start();
                Product product = Product.start(postgres.settings())) {
            Caller caller = product.newTenant();
            caller.get("/api/v1/sessions").expect(200);

            postgres.freeze();
            try {
                saysNothingOfItsInside(
                        caller.with("x-request-id", "req-outage").get("/api/v1/sessions"), product);
                saysNothingOfItsInside(
                        caller.with("x-request-id", "req-outage")
                                .post("/api/v1/sessions", Map.of("template_id", "python-basic")),
                        product);
                assertThat(product.anonymous().get("/q/health/live").status()).isEqualTo(200);
            } finally {
                postgres.thaw();
            }
            answersAgain(caller);
        }
    }

    private static void answersAgain(Caller caller) {
        Await.until(
                "it answers again",
                SOON,
                () -> caller.get("/api/v1/sessions").status(),
                status -> status == 200);
    }

    private static void saysNothingOfItsInside(Answer answer, Product product) {
        String detail = answer.refusedWith(ErrorCode.UNAVAILABLE);
        assertThat(answer.header("retry-after")).isPresent();
        assertThat(detail.toLowerCase(java.util.Locale.ROOT)).doesNotContain(INNER);
        assertThat(product.logged().lines())
                .as("the log has a line about this request")
                .anyMatch(line -> line.contains("WARN") && line.contains("req-outage"));
    }
}
