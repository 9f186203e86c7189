package dev.cloche.control.execution;

import dev.cloche.api.execution.ExecutionId;
import dev.cloche.api.execution.ExecutionStatus;
import dev.cloche.api.execution.ExecutionSummary;
import dev.cloche.api.execution.Language;
import dev.cloche.api.session.SessionId;
import dev.cloche.control.database.Rows;
import dev.cloche.control.web.Paging;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Singleton;
import java.util.List;

/// The executions that a caller asks for.
@Singleton
final class ExecutionListing {

    private static final String WANTED =
            """
            tenant = $1 AND ($2::text IS NULL OR session_id = $2) AND ($3::text IS NULL OR status = $3)
            AND ($4::text IS NULL OR language = $4)
            """;

    private final Pool pool;

    ExecutionListing(Pool pool) {
        this.pool = pool;
    }

    /// Those that a filter lets through, newest first; only what a summary tells is read.
    Uni<List<ExecutionSummary>> list(ExecutionFilter filter, Paging paging) {
        return pool.preparedQuery(
                        """
                        SELECT id, session_id, status, language, created_at, completed_at FROM executions
                        WHERE %s ORDER BY created_at DESC, id LIMIT $5 OFFSET $6
                        """
                                .formatted(WANTED))
                .execute(filter.values().addInteger(paging.limit()).addInteger(paging.offset()))
                .map(rows -> Rows.all(rows, ExecutionListing::summary));
    }

    Uni<Long> count(ExecutionFilter filter) {
        return pool.preparedQuery("SELECT count(*) AS n FROM executions WHERE " + WANTED)
                .execute(filter.values())
                .map(Rows::count);
    }

    private static ExecutionSummary summary(Row row) {
        return new ExecutionSummary(
                new ExecutionId(row.getString("id")),
                new SessionId(row.getString("session_id")),
                Rows.word(row, "status", ExecutionStatus.class),
                Rows.word(row, "language", Language.class),
                Rows.time(row, "created_at"),
                Rows.timeOrNull(row, "completed_at"));
    }
}
