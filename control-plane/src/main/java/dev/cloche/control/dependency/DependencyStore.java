package dev.cloche.control.dependency;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.cloche.api.container.ContainerId;
import dev.cloche.api.dependency.Dependency;
import dev.cloche.api.dependency.DependencyStatus;
import dev.cloche.api.dependency.InstalledDependency;
import dev.cloche.api.execution.Language;
import dev.cloche.api.session.SessionId;
import dev.cloche.control.container.LiveContainer;
import dev.cloche.control.database.Rows;
import dev.cloche.control.kernel.Json;
import dev.cloche.control.kernel.Time;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The statements about packages of sessions. Each change names the status that it expects.
@Singleton
final class DependencyStore {

    private static final TypeReference<List<Dependency>> PACKAGES = new TypeReference<>() {};

    private final Pool pool;
    private final Json json;

    DependencyStore(Pool pool, Json json) {
        this.pool = pool;
        this.json = json;
    }

    /// What a session has that is not over, and keeps it so until the end of the transaction.
    Uni<Optional<Present>> lock(SqlConnection connection, SessionId id, String tenant) {
        return connection
                .preparedQuery(
                        """
                        SELECT dependency_status, dependencies_settled, languages FROM sessions
                        WHERE id = $1 AND tenant = $2 AND status IN ('creating', 'running') FOR UPDATE
                        """)
                .execute(Tuple.of(id.value(), tenant))
                .map(rows -> Rows.first(rows, this::present));
    }

    /// What a session has.
    ///
    /// @param installing whether an installation is under way, or will be
    /// @param packages those that are there, as they were asked for
    record Present(boolean installing, List<Dependency> packages, List<Language> languages) {

        Present {
            packages = List.copyOf(packages);
            languages = List.copyOf(languages);
        }
    }

    /// From now on these are wanted.
    Uni<Void> want(
            SqlConnection connection,
            SessionId id,
            List<Dependency> packages,
            int timeoutSeconds,
            Instant now) {
        return connection
                .preparedQuery(
                        """
                        UPDATE sessions SET dependencies = $2, dependency_status = 'pending', dependency_error = NULL,
                          dependency_fatal = false, dependency_attempt = dependency_attempt + 1,
                          dependency_timeout_seconds = $3, dependency_started_at = NULL,
                          dependency_completed_at = NULL, dependency_beat_at = NULL, updated_at = $4,
                          last_activity_at = $4
                        WHERE id = $1
                        """)
                .execute(
                        Tuple.of(
                                id.value(), json.write(packages), timeoutSeconds, Time.column(now)))
                .replaceWithVoid();
    }

    /// Takes what nobody looks after, or did until the silence became too long.
    Uni<List<Wanted>> take(Instant now, Duration silence) {
        return pool.preparedQuery(
                        """
                        UPDATE sessions s SET dependency_status = 'installing', dependency_beat_at = $1,
                          dependency_started_at = coalesce(s.dependency_started_at, $1)
                        FROM containers c
                        WHERE s.id IN (
                            SELECT id FROM sessions
                            WHERE dependency_status IN ('pending', 'installing') AND status = 'running'
                              AND (dependency_beat_at IS NULL OR dependency_beat_at < $2)
                            ORDER BY created_at LIMIT 50 FOR UPDATE SKIP LOCKED)
                          AND c.id = s.container_id AND c.status <> 'exited' AND c.port IS NOT NULL
                        RETURNING s.id, s.dependencies, s.dependency_attempt, s.dependency_timeout_seconds,
                          s.dependency_fatal, c.id AS container_id, c.host, c.port
                        """)
                .execute(Tuple.of(Time.column(now), Time.column(now.minus(silence))))
                .map(rows -> Rows.all(rows, this::wanted));
    }

    /// Somebody looks after it; false when there is nothing to look after any more.
    Uni<Boolean> beat(Wanted wanted, Instant now) {
        return pool.preparedQuery(
                        """
                        UPDATE sessions SET dependency_beat_at = $3, last_activity_at = greatest(last_activity_at, $3)
                        WHERE id = $1 AND dependency_attempt = $2 AND dependency_status = 'installing'
                          AND status = 'running'
                        """)
                .execute(Tuple.of(wanted.session().value(), wanted.attempt(), Time.column(now)))
                .map(rows -> rows.rowCount() == 1);
    }

    /// Nobody looks after it.
    Uni<Void> giveBack(Wanted wanted) {
        return pool.preparedQuery(
                        """
                        UPDATE sessions SET dependency_beat_at = NULL
                        WHERE id = $1 AND dependency_attempt = $2 AND dependency_status = 'installing'
                        """)
                .execute(Tuple.of(wanted.session().value(), wanted.attempt()))
                .replaceWithVoid();
    }

    /// It is over; false when it was before.
    Uni<Boolean> settle(
            Wanted wanted,
            DependencyStatus status,
            List<InstalledDependency> installed,
            @Nullable String error,
            Instant now) {
        boolean complete = status == DependencyStatus.COMPLETED;
        return pool.preparedQuery(
                        """
                        UPDATE sessions SET dependency_status = $3, dependency_error = $5, dependency_completed_at = $6,
                          updated_at = $6, last_activity_at = greatest(last_activity_at, $6),
                          dependencies_installed = coalesce($4, dependencies_installed),
                          dependencies_settled = CASE WHEN $4::text IS NULL THEN dependencies_settled ELSE dependencies END
                        WHERE id = $1 AND dependency_attempt = $2 AND dependency_status = 'installing'
                        """)
                .execute(
                        Tuple.from(
                                Arrays.asList(
                                        wanted.session().value(),
                                        wanted.attempt(),
                                        status.wire(),
                                        complete ? json.write(installed) : null,
                                        error,
                                        Time.column(now))))
                .map(rows -> rows.rowCount() == 1);
    }

    /// What nobody will finish: in sessions that are over, and in executors that should have given
    /// it up long ago.
    Uni<List<SessionId>> giveUp(Instant now, Duration grace) {
        return pool.preparedQuery(
                        """
                        UPDATE sessions SET dependency_status = 'failed', dependency_completed_at = $1,
                          dependency_error = CASE WHEN status = 'running'
                            THEN 'not installed within ' || dependency_timeout_seconds || ' s'
                            ELSE 'the session was over before they were installed' END
                        WHERE dependency_status IN ('pending', 'installing')
                          AND (status NOT IN ('creating', 'running')
                            OR dependency_started_at + make_interval(secs => dependency_timeout_seconds) < $2)
                        RETURNING id
                        """)
                .execute(Tuple.of(Time.column(now), Time.column(now.minus(grace))))
                .map(rows -> Rows.all(rows, row -> new SessionId(row.getString("id"))));
    }

    private Present present(Row row) {
        String status = row.getString("dependency_status");
        return new Present(
                status != null
                        && (status.equals(DependencyStatus.PENDING.wire())
                                || status.equals(DependencyStatus.INSTALLING.wire())),
                packages(row.getString("dependencies_settled")),
                Arrays.stream(row.getArrayOfStrings("languages"))
                        .map(word -> Language.valueOf(word.toUpperCase(Locale.ROOT)))
                        .toList());
    }

    private Wanted wanted(Row row) {
        return new Wanted(
                new SessionId(row.getString("id")),
                new LiveContainer(
                        new ContainerId(row.getString("container_id")),
                        row.getString("host"),
                        row.getInteger("port")),
                packages(row.getString("dependencies")),
                row.getInteger("dependency_attempt"),
                row.getInteger("dependency_timeout_seconds"),
                row.getBoolean("dependency_fatal"));
    }

    private List<Dependency> packages(@Nullable String text) {
        return text == null ? List.of() : json.read(text, PACKAGES);
    }
}
