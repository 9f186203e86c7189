package dev.cloche.control.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.control.installation.FoundationResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// Who may do work that one replica does for all.
@QuarkusTest
@QuarkusTestResource(FoundationResource.class)
final class LeaderTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    @Inject Pool pool;

    private final String work = "test-" + UUID.randomUUID();
    private final CompletableFuture<Void> begun = new CompletableFuture<>();
    private final CompletableFuture<Void> enough = new CompletableFuture<>();

    @Test
    void nobodyElseIsAtItWhileOneIs() throws Exception {
        CompletableFuture<Void> first = holder();

        assertThat(anotherDoesIt()).isFalse();
        enough.complete(null);
        first.get(SOON.toSeconds(), TimeUnit.SECONDS);
        assertThat(anotherDoesIt()).isTrue();
    }

    @Test
    void otherWorkIsDoneMeanwhile() throws Exception {
        CompletableFuture<Void> first = holder();
        AtomicBoolean done = new AtomicBoolean();

        new Leader(pool).alone(work + "-other", () -> note(done)).await().atMost(SOON);

        assertThat(done).isTrue();
        enough.complete(null);
        first.get(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void anotherTakesOverWhenTheConnectionOfTheHolderIsGone() throws Exception {
        CompletableFuture<Void> first = holder();

        pool.preparedQuery(
                        """
                        SELECT pg_terminate_backend(pid, 10000) FROM pg_locks
                        WHERE locktype = 'advisory' AND granted
                          AND objid::bigint = (hashtext($1)::bigint & 4294967295)
                        """)
                .execute(Tuple.of("cloche." + work))
                .invoke(rows -> assertThat(rows.rowCount()).isEqualTo(1))
                .await()
                .atMost(SOON);

        assertThat(anotherDoesIt()).isTrue();
        enough.complete(null);
        assertThat(first.handle((_, problem) -> problem).get(SOON.toSeconds(), TimeUnit.SECONDS))
                .as("the first hears that it was not alone to the end")
                .isNotNull();
    }

    private CompletableFuture<Void> holder() throws Exception {
        CompletableFuture<Void> whole =
                new Leader(pool)
                        .alone(
                                work,
                                () -> {
                                    begun.complete(null);
                                    return Uni.createFrom().completionStage(enough);
                                })
                        .subscribeAsCompletionStage();
        begun.get(SOON.toSeconds(), TimeUnit.SECONDS);
        return whole;
    }

    private boolean anotherDoesIt() {
        AtomicBoolean done = new AtomicBoolean();
        new Leader(pool).alone(work, () -> note(done)).await().atMost(SOON);
        return done.get();
    }

    private static Uni<Void> note(AtomicBoolean done) {
        return Uni.createFrom().voidItem().invoke(() -> done.set(true));
    }
}
