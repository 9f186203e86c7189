package dev.cloche.control.file;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.session.SessionId;
import dev.cloche.control.database.Rows;
import dev.cloche.control.kernel.Time;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/// The statements about where the files of sessions are that are over. A session is taken by one
/// replica at a time, which has to say again and again that it is still at it.
@Singleton
final class Shelf {

    /// After which somebody else takes up what nobody has said to be at.
    static final Duration SILENCE = Duration.ofMinutes(1);

    /// How long files stay in their directory too: whoever began to read there may finish.
    private static final Duration BOTH = Duration.ofSeconds(10);

    private final Pool pool;
    private final Clock clock;

    Shelf(Pool pool, Clock clock) {
        this.pool = pool;
        this.clock = clock;
    }

    /// A session that is over.
    ///
    /// @param state in which it was found
    record Kept(SessionId session, ContainerId container, String state) {}

    /// Takes one in which no code runs any more and which is not in the bucket yet.
    Uni<Optional<Kept>> takeToStore() {
        return take(
                "'storing'",
                """
                released_at IS NOT NULL AND workspace_purged_at IS NULL AND container_id IS NOT NULL
                AND (workspace_state IS NULL OR workspace_state = 'storing')
                """);
    }

    /// Takes one that has been in the bucket for a while and in its directory too.
    Uni<Optional<Kept>> takeToMove() {
        return take(
                "workspace_state",
                "workspace_state = 'stored' AND workspace_stored_at < $1 - interval '"
                        + BOTH.toSeconds()
                        + " seconds'");
    }

    /// Takes one that has been kept for long enough and is in the bucket, at least in part.
    Uni<Optional<Kept>> takeToForget() {
        return take(
                "workspace_state",
                """
                workspace_state IN ('storing', 'stored', 'moved') AND workspace_purged_at IS NOT NULL
                """);
    }

    /// Nobody else takes a session for so long.
    Uni<Void> hold(Kept kept, Duration time) {
        return pool.preparedQuery(
                        "UPDATE sessions SET workspace_due = $3 WHERE id = $1 AND workspace_state = $2")
                .execute(
                        Tuple.of(
                                kept.session().value(),
                                kept.state(),
                                Time.column(clock.instant().plus(time))))
                .replaceWithVoid();
    }

    /// Notes where the files of a session are now, unless somebody else has noted something.
    Uni<Void> note(Kept kept, String state) {
        return pool.preparedQuery(
                        """
                        UPDATE sessions SET workspace_state = $3, workspace_stored_at = $4, workspace_due = NULL
                        WHERE id = $1 AND workspace_state = $2
                        """)
                .execute(
                        Tuple.of(
                                kept.session().value(),
                                kept.state(),
                                state,
                                Time.column(clock.instant())))
                .replaceWithVoid();
    }

    private Uni<Optional<Kept>> take(String state, String condition) {
        return pool.preparedQuery(
                        """
                        UPDATE sessions SET workspace_due = $2, workspace_state = %s
                        WHERE id = (
                          SELECT id FROM sessions WHERE (workspace_due IS NULL OR workspace_due < $1) AND %s
                          ORDER BY completed_at LIMIT 1 FOR UPDATE SKIP LOCKED)
                        RETURNING id, container_id, workspace_state
                        """
                                .formatted(state, condition))
                .execute(
                        Tuple.of(
                                Time.column(clock.instant()),
                                Time.column(clock.instant().plus(SILENCE))))
                .map(rows -> Rows.first(rows, Shelf::kept));
    }

    private static Kept kept(Row row) {
        return new Kept(
                new SessionId(row.getString("id")),
                new ContainerId(row.getString("container_id")),
                row.getString("workspace_state"));
    }
}
