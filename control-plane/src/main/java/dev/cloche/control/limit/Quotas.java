package dev.cloche.control.limit;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.control.database.Rows;
import dev.cloche.control.kernel.Refusal;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.OptionalInt;

/// Refuses a tenant more sessions, executions or bytes of workspaces than it may have. Requests
/// that come at the very same time may exceed a quota by as many as they are.
@Singleton
public final class Quotas {

    private static final Duration LATER = Duration.ofSeconds(5);

    private final LimitConfig config;
    private final Pool pool;

    Quotas(LimitConfig config, Pool pool) {
        this.config = config;
        this.pool = pool;
    }

    /// Fails with [Refusal] when the tenant has as many sessions as it may.
    ///
    /// @param connection of the transaction that will write the session down
    public Uni<Void> requireSession(SqlConnection connection, String tenant) {
        return require(
                connection,
                config.sessions(),
                "SELECT count(*) AS n FROM sessions WHERE tenant = $1"
                        + " AND status IN ('creating', 'running')",
                tenant,
                "sessions that are not over");
    }

    /// Fails with [Refusal] when the tenant's workspaces have no room for another.
    ///
    /// @param connection of the transaction that will write its session down
    /// @param bytes that it may take
    public Uni<Void> requireWorkspace(SqlConnection connection, String tenant, long bytes) {
        if (config.workspaceBytes().isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        long most = config.workspaceBytes().get().asLongValue();
        return connection
                .preparedQuery(
                        """
                        SELECT coalesce(sum(
                          CASE WHEN status IN ('creating', 'running') THEN disk_bytes
                               ELSE coalesce(workspace_bytes, disk_bytes) END), 0)::bigint AS n
                        FROM sessions WHERE tenant = $1 AND workspace_purged_at IS NULL
                        """)
                .execute(Tuple.of(tenant))
                .map(rows -> rows.iterator().next().getLong("n"))
                .invoke(taken -> requireRoom(taken, bytes, most))
                .replaceWithVoid();
    }

    /// Whether anybody wants to know what workspaces take.
    public boolean limitsWorkspaces() {
        return config.workspaceBytes().isPresent();
    }

    private static void requireRoom(long taken, long bytes, long most) {
        if (taken + bytes > most) {
            throw new Refusal(
                            ErrorCode.TOO_MANY_REQUESTS,
                            "the workspaces of the tenant take "
                                    + taken
                                    + " bytes and may take "
                                    + most
                                    + "; the disk of this session has "
                                    + bytes)
                    .retryAfter(LATER);
        }
    }

    /// Fails with [Refusal] when the tenant has as many executions as it may.
    public Uni<Void> requireExecution(String tenant) {
        return requireExecution(pool, tenant);
    }

    /// The same.
    ///
    /// @param client of the transaction that will write the execution down
    public Uni<Void> requireExecution(SqlClient client, String tenant) {
        return require(
                client,
                config.executions(),
                "SELECT count(*) AS n FROM executions WHERE tenant = $1"
                        + " AND status IN ('pending', 'running', 'crashed')",
                tenant,
                "executions that are not over");
    }

    private static Uni<Void> require(
            SqlClient client, OptionalInt most, String count, String tenant, String what) {
        if (most.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return client.preparedQuery(count)
                .execute(Tuple.of(tenant))
                .map(Rows::count)
                .invoke(has -> requireBelow(has, most.getAsInt(), what))
                .replaceWithVoid();
    }

    private static void requireBelow(long has, int most, String what) {
        if (has >= most) {
            throw new Refusal(
                            ErrorCode.TOO_MANY_REQUESTS,
                            "the tenant has " + has + " " + what + ", and may have " + most)
                    .retryAfter(LATER);
        }
    }
}
