package dev.cloche.control.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.api.container.ContainerId;
import dev.cloche.control.installation.FoundationResource;
import dev.cloche.control.kernel.Ids;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(FoundationResource.class)
final class ContainerRetentionTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    @Inject ContainerRetention retention;
    @Inject Pool pool;
    @Inject Ids ids;

    @Test
    void whatContainersLeftIsDeletedAfterTheRetentionAndNotBefore() {
        ContainerId old = exited("26 hours");
        ContainerId recent = exited("24 hours");

        retention.sweep().await().atMost(SOON);

        assertThat(isPurged(old)).isTrue();
        assertThat(isPurged(recent)).isFalse();
    }

    private ContainerId exited(String ago) {
        ContainerId id = ids.container();
        pool.preparedQuery(
                        """
                        INSERT INTO containers (id, template_id, generation, runtime, status, places, sessions,
                          secret_hash, control_plane_url, isolation_required, resources, created_at, exited_at)
                        VALUES ($1, 'python-basic', 1, 'local', 'exited', 1, 0, $2, '', 'full', '{}',
                          now() - $3::text::interval, now() - $3::text::interval)
                        """)
                .execute(Tuple.of(id.value(), Buffer.buffer(ids.secret().hash()), ago))
                .await()
                .atMost(SOON);
        return id;
    }

    private boolean isPurged(ContainerId id) {
        return pool.preparedQuery(
                        "SELECT purged_at IS NOT NULL AS purged FROM containers WHERE id = $1")
                .execute(Tuple.of(id.value()))
                .await()
                .atMost(SOON)
                .iterator()
                .next()
                .getBoolean("purged");
    }
}
