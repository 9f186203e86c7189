package dev.cloche.control.session;

import dev.cloche.control.database.Rows;
import dev.cloche.control.web.Paging;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.util.List;

/// The sessions that a caller asks for.
@Singleton
final class SessionListing {

    private static final String FILTER =
            """
            tenant = $1 AND ($2::text IS NULL OR status = $2) AND ($3::text IS NULL OR template_id = $3)
            AND ($4::jsonb IS NULL OR metadata @> $4) AND ($5::text IS NULL OR mode = $5)
            AND ($6::text IS NULL OR agent_id = $6)
            """;

    private final Pool pool;
    private final SessionRows sessions;

    SessionListing(Pool pool, SessionRows sessions) {
        this.pool = pool;
        this.sessions = sessions;
    }

    /// Those of a tenant that a filter lets through, newest first.
    Uni<List<SessionRow>> list(String tenant, SessionFilter filter, Paging paging) {
        return pool.preparedQuery(
                        "SELECT * FROM sessions WHERE "
                                + FILTER
                                + " ORDER BY created_at DESC, id LIMIT $7 OFFSET $8")
                .execute(
                        filter.values(tenant)
                                .addInteger(paging.limit())
                                .addInteger(paging.offset()))
                .map(sessions::all);
    }

    Uni<Long> count(String tenant, SessionFilter filter) {
        return pool.preparedQuery("SELECT count(*) AS n FROM sessions WHERE " + FILTER)
                .execute(filter.values(tenant))
                .map(Rows::count);
    }
}
