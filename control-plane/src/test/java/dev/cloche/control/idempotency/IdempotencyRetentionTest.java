package dev.cloche.control.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.control.execution.Ground;
import dev.cloche.control.installation.FoundationResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(FoundationResource.class)
final class IdempotencyRetentionTest {

    @Inject Pool pool;
    @Inject IdempotencyRetention retention;

    @Test
    void aKeyIsForgottenWhenItsTimeIsOverAndNotBefore() {
        Ground ground = new Ground(pool);
        String tenant = "t" + Ground.letters(10);
        for (String age : new String[] {"25 hours", "23 hours"}) {
            ground.sql(
                    """
                    INSERT INTO idempotency_keys (tenant, scope, key, digest, target, created_at)
                    VALUES ($1, 'sessions', $2, 'd', 't', now() - $2::text::interval)
                    """,
                    Tuple.of(tenant, age));
        }

        // Another sweep may be at it, and then this one does nothing.
        Ground.await(() -> {
            retention.sweep().await().atMost(Duration.ofSeconds(10));
            return keys(ground, tenant) < 2;
        });

        assertThat(keys(ground, tenant)).isEqualTo(1);
        assertThat(
                        ground.sql(
                                        "SELECT key FROM idempotency_keys WHERE tenant = $1",
                                        Tuple.of(tenant))
                                .iterator()
                                .next()
                                .getString("key"))
                .isEqualTo("23 hours");
    }

    private static long keys(Ground ground, String tenant) {
        return ground.number(
                "SELECT count(*) AS n FROM idempotency_keys WHERE tenant = $1", Tuple.of(tenant));
    }
}
