package dev.cloche.control.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.api.session.SessionId;
import dev.cloche.control.execution.Ground;
import dev.cloche.control.installation.FoundationResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Who moves the files of which session, with real rows. Those of this test are the oldest.
@QuarkusTest
@QuarkusTestResource(FoundationResource.class)
final class ShelfTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @Inject Pool pool;
    @Inject Shelf shelf;

    private Ground ground;
    private String template;

    @BeforeEach
    void noSessionOfOthers() {
        ground = new Ground(pool);
        template = ground.template();
        letOthersBe();
    }

    @AfterEach
    void letOthersBe() {
        ground.sql(
                "UPDATE sessions SET workspace_state = 'forgotten' WHERE released_at IS NOT NULL",
                Tuple.tuple());
    }

    @Test
    void manyWhoAskAtOnceGetEachSessionOnce() {
        List<String> sessions = List.of(ended(), ended(), ended());
        List<CompletableFuture<Optional<Shelf.Kept>>> asked = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            asked.add(shelf.takeToStore().subscribeAsCompletionStage());
        }

        List<String> taken =
                asked.stream()
                        .flatMap(one ->
                                one
                                        .orTimeout(20, java.util.concurrent.TimeUnit.SECONDS)
                                        .join()
                                        .stream())
                        .map(kept -> kept.session().value())
                        .toList();

        // Sessions of other tests may have ended meanwhile.
        assertThat(taken).filteredOn(sessions::contains).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void whatNobodySaysToBeAtIsTakenAgain() {
        ended();
        Shelf.Kept kept = done(shelf.takeToStore()).orElseThrow();
        assertThat(done(shelf.takeToStore())).isNotEqualTo(Optional.of(kept));

        done(shelf.hold(kept, Duration.ofSeconds(-1)));

        assertThat(done(shelf.takeToStore())).contains(kept);
    }

    @Test
    void whoWasOvertakenNotesNothing() {
        String session = ended();
        Shelf.Kept kept = done(shelf.takeToStore()).orElseThrow();
        done(shelf.note(kept, "stored"));

        done(shelf.note(kept, "left"));
        done(shelf.hold(kept, Duration.ofHours(1)));

        assertThat(
                        ground.number(
                                "SELECT count(*) AS n FROM sessions WHERE id = $1 AND workspace_state = 'stored'"
                                        + " AND workspace_due IS NULL",
                                Tuple.of(session)))
                .isEqualTo(1);
    }

    @Test
    void filesLeaveTheirDirectoryAWhileAfterTheyWereStored() {
        String session = ended();
        done(shelf.note(done(shelf.takeToStore()).orElseThrow(), "stored"));
        assertThat(done(shelf.takeToMove()).map(one -> one.session().value()))
                .isNotEqualTo(Optional.of(session));

        ground.sql(
                "UPDATE sessions SET workspace_stored_at = now() - interval '1 minute' WHERE id = $1",
                Tuple.of(session));

        assertThat(done(shelf.takeToMove()).map(Shelf.Kept::session))
                .contains(new SessionId(session));
    }

    @Test
    void whatIsStillBeingCopiedIsForgottenOnlyWhenNobodyIsAtItAnyMore() {
        String session = ended();
        Shelf.Kept kept = done(shelf.takeToStore()).orElseThrow();
        ground.sql(
                "UPDATE sessions SET workspace_purged_at = now() WHERE id = $1", Tuple.of(session));
        assertThat(done(shelf.takeToForget())).isNotEqualTo(Optional.of(kept));

        done(shelf.hold(kept, Duration.ofSeconds(-1)));

        assertThat(done(shelf.takeToForget())).contains(kept);
    }

    private String ended() {
        String container = ground.container(template, 1, 1);
        String id = "sess_" + Ground.letters(16);
        ground.sql(
                """
                INSERT INTO sessions (id, tenant, created_by, template_id, mode, status, container_id, resources,
                  env_names, env_sealed, network_enabled, metadata, timeout_seconds, created_at, updated_at,
                  last_activity_at, completed_at, released_at, languages)
                SELECT $1, 't', 'test', $2, 'persistent', 'terminated', $3, '{}', '{}', '', false, '{}', 300,
                  now(), now(), now(), now() - interval '1 hour', now(), '{}'
                """,
                Tuple.of(id, template, container));
        return id;
    }

    private static <T> T done(Uni<T> work) {
        return work.await().atMost(SOON);
    }
}
