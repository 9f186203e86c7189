package dev.cloche.control.container;

import dev.cloche.api.container.ContainerId;
import dev.cloche.control.database.Rows;
import dev.cloche.control.web.Paging;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The containers that a caller may see.
@Singleton
final class ContainerListing {

    private static final String SEEN =
            """
            SELECT c.*, CASE WHEN c.sessions = 1 THEN (
                SELECT s.id FROM sessions s
                WHERE s.container_id = c.id AND s.released_at IS NULL
                  AND ($1::text IS NULL OR s.tenant = $1) LIMIT 1) END AS only_session
            FROM containers c
            WHERE
            """;

    private static final String SEEN_BY_TENANT =
            """
            ($1::text IS NULL OR EXISTS (
              SELECT 1 FROM sessions s WHERE s.container_id = c.id AND s.tenant = $1))
            """;

    private static final String WANTED =
            """
            %s AND ($2::text IS NULL OR c.status = $2) AND ($3::text IS NULL OR c.template_id = $3)
            AND ($4::text IS NULL OR c.runtime = $4)
            AND ($5::text IS NULL OR $5 = CASE
              WHEN c.status = 'starting' THEN 'creating'
              WHEN c.status <> 'exited' THEN 'running'
              WHEN c.exit_reason IN %s THEN 'terminated'
              ELSE 'failed' END)
            """
                    .formatted(SEEN_BY_TENANT, ContainerExit.ORDERLY);

    private final Pool pool;

    ContainerListing(Pool pool) {
        this.pool = pool;
    }

    /// Those that a caller may see and asks for, newest first.
    Uni<List<ContainerRow>> list(ContainerFilter filter, Paging paging) {
        return pool.preparedQuery(
                        SEEN + WANTED + " ORDER BY c.created_at DESC, c.id LIMIT $6 OFFSET $7")
                .execute(filter.values().addInteger(paging.limit()).addInteger(paging.offset()))
                .map(rows -> Rows.all(rows, ContainerListing::seen));
    }

    Uni<Long> count(ContainerFilter filter) {
        return pool.preparedQuery("SELECT count(*) AS n FROM containers c WHERE " + WANTED)
                .execute(filter.values())
                .map(Rows::count);
    }

    /// One container, as its caller may see it.
    Uni<Optional<ContainerRow>> findSeen(ContainerId id, @Nullable String tenant) {
        return pool.preparedQuery(SEEN + SEEN_BY_TENANT + " AND c.id = $2")
                .execute(Tuple.from(new Object[] {tenant, id.value()}))
                .map(rows -> Rows.first(rows, ContainerListing::seen));
    }

    /// Whether all sessions that a container ever held are of one tenant.
    Uni<Boolean> isAlone(ContainerId id, String tenant) {
        return pool.preparedQuery(
                        """
                        SELECT NOT EXISTS (
                          SELECT 1 FROM sessions WHERE container_id = $1 AND tenant <> $2) AS alone
                        """)
                .execute(Tuple.of(id.value(), tenant))
                .map(rows -> rows.iterator().next().getBoolean("alone"));
    }

    private static ContainerRow seen(Row row) {
        return ContainerRow.of(row).holding(row.getString("only_session"));
    }
}
