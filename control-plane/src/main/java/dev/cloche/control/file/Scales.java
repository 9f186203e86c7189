package dev.cloche.control.file;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.session.SessionId;
import dev.cloche.control.database.Rows;
import dev.cloche.control.limit.Quotas;
import dev.cloche.control.runtime.ContainerRuntime;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// Adds up what the files of sessions take that are over, where a quota counts it. Until then such
/// a session counts with all that it might have taken.
@Singleton
final class Scales {

    private final Pool pool;
    private final ContainerRuntime runtime;
    private final Quotas quotas;

    Scales(Pool pool, ContainerRuntime runtime, Quotas quotas) {
        this.pool = pool;
        this.runtime = runtime;
        this.quotas = quotas;
    }

    private record Kept(SessionId session, Optional<ContainerId> container) {}

    @Scheduled(
            every = "2s",
            delayed = "2s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        if (!quotas.limitsWorkspaces()) {
            return Uni.createFrom().voidItem();
        }
        return notWeighed()
                .onItem()
                .transformToMulti(all -> Multi.createFrom().iterable(all))
                .onItem()
                .transformToUniAndConcatenate(this::weigh)
                .collect()
                .last()
                .onFailure()
                .invoke(failure -> Log.warnf("workspaces not weighed: %s", failure))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<List<Kept>> notWeighed() {
        return pool.preparedQuery(
                        """
                        SELECT id, container_id FROM sessions
                        WHERE workspace_bytes IS NULL AND released_at IS NOT NULL AND workspace_purged_at IS NULL
                          AND (workspace_state IS NULL OR workspace_state IN ('storing', 'left'))
                        ORDER BY completed_at LIMIT 200
                        """)
                .execute()
                .map(rows -> Rows.all(rows, Scales::kept));
    }

    private Uni<Void> weigh(Kept kept) {
        return Uni.createFrom()
                .item(() -> weight(kept))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .flatMap(weight -> note(kept.session(), weight));
    }

    /// What is sparse takes less than its size, and never more than it was allowed to.
    private Uni<Void> note(SessionId session, long weight) {
        return pool.preparedQuery(
                        "UPDATE sessions SET workspace_bytes = least($2, disk_bytes) WHERE id = $1"
                                + " AND (workspace_state IS NULL OR workspace_state IN ('storing', 'left'))")
                .execute(Tuple.of(session.value(), weight))
                .replaceWithVoid();
    }

    private long weight(Kept kept) {
        return kept.container()
                .flatMap(container -> runtime.workspace(container, kept.session()))
                .map(Scales::weight)
                .orElse(0L);
    }

    /// Bytes of the files in a directory.
    static long weight(Path workspace) {
        var sum = new AtomicLong();
        try (KeptDirectory root = KeptDirectory.open(workspace, List.of())) {
            root.visit((_, _, head) -> sum.addAndGet(head.size()));
            return sum.get();
        } catch (NoSuchFileException e) {
            return 0; // nothing was ever in it
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Kept kept(Row row) {
        return new Kept(
                new SessionId(row.getString("id")),
                Optional.ofNullable(row.getString("container_id")).map(ContainerId::new));
    }
}
