package dev.cloche.control.session;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.session.SessionId;
import dev.cloche.api.session.SessionStatus;
import dev.cloche.control.auth.Caller;
import dev.cloche.control.container.LiveContainer;
import dev.cloche.control.database.Rows;
import dev.cloche.control.kernel.Refusal;
import dev.cloche.control.kernel.Time;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/// Finds the files of sessions, also of those that are over, until they are purged.
@Singleton
public final class Workspaces {

    private final Pool pool;
    private final Clock clock;

    Workspaces(Pool pool, Clock clock) {
        this.pool = pool;
        this.clock = clock;
    }

    /// Where the files of a caller's session are. For one that is not over this is activity.
    ///
    /// @return a failure with [Refusal] when there is none, its files are gone, or it is another
    ///   tenant's
    public Uni<Workspace> use(Caller caller, SessionId id) {
        return pool.preparedQuery(
                        """
                        UPDATE sessions s SET last_activity_at = $3 FROM containers c
                        WHERE s.id = $1 AND s.tenant = $2 AND s.status IN ('creating', 'running')
                          AND c.id = s.container_id
                        RETURNING s.id, s.status, s.container_id, c.host, c.port
                        """)
                .execute(Tuple.of(id.value(), caller.tenant(), Time.column(clock.instant())))
                .map(rows -> Rows.first(rows, Workspaces::living))
                .flatMap(living ->
                        living.isPresent()
                                ? Uni.createFrom().item(living.get())
                                : closed(caller, id));
    }

    /// The same, for what must not be done to the files of a session that is over.
    public Uni<LiveContainer> open(Caller caller, SessionId id) {
        return use(caller, id)
                .map(workspace ->
                        switch (workspace) {
                            case Workspace.Open(_, var container) -> container;
                            case Workspace.Opening _ -> throw opening(id);
                            case Workspace.Closed _, Workspace.Stored _ -> throw over(id);
                        });
    }

    /// What is refused while a session is being created.
    public static Refusal opening(SessionId id) {
        return new Refusal(ErrorCode.CONFLICT, "session " + id + " is still being created")
                .retryAfter(Duration.ofSeconds(1));
    }

    /// Notes that something still happens in a session, unless it is over.
    public Uni<Void> touch(SessionId id) {
        return pool.preparedQuery(
                        """
                        UPDATE sessions SET last_activity_at = $2
                        WHERE id = $1 AND status IN ('creating', 'running')
                        """)
                .execute(Tuple.of(id.value(), Time.column(clock.instant())))
                .replaceWithVoid();
    }

    private Uni<Workspace> closed(Caller caller, SessionId id) {
        return pool.preparedQuery(
                        """
                        SELECT s.id, s.container_id,
                          coalesce(s.workspace_state IN ('stored', 'moved'), false) AS stored,
                          CASE WHEN c.status <> 'exited' THEN c.host END AS host, c.port
                        FROM sessions s LEFT JOIN containers c ON c.id = s.container_id
                        WHERE s.id = $1 AND s.tenant = $2 AND s.workspace_purged_at IS NULL
                          AND s.status NOT IN ('creating', 'running')
                        """)
                .execute(Tuple.of(id.value(), caller.tenant()))
                .map(rows -> Rows.first(rows, Workspaces::kept).orElseThrow(() -> over(id)));
    }

    private static Workspace living(Row row) {
        SessionId id = new SessionId(row.getString("id"));
        return row.getString("status").equals(SessionStatus.RUNNING.wire())
                ? new Workspace.Open(id, live(row))
                : new Workspace.Opening(id);
    }

    private static Workspace kept(Row row) {
        if (row.getBoolean("stored")) {
            return new Workspace.Stored(
                    new SessionId(row.getString("id")),
                    new ContainerId(row.getString("container_id")));
        }
        boolean lives = row.getString("host") != null && row.getInteger("port") != null;
        return new Workspace.Closed(
                new SessionId(row.getString("id")),
                Optional.ofNullable(row.getString("container_id")).map(ContainerId::new),
                lives ? Optional.of(live(row)) : Optional.empty());
    }

    private static LiveContainer live(Row row) {
        return new LiveContainer(
                new ContainerId(row.getString("container_id")),
                row.getString("host"),
                row.getInteger("port"));
    }

    private static Refusal over(SessionId id) {
        return new Refusal(
                ErrorCode.SESSION_NOT_FOUND, "there is no session '" + id + "', or it is over");
    }
}
