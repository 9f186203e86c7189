package dev.cloche.control.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.execution.ExecutionId;
import dev.cloche.api.execution.ExecutionStatus;
import dev.cloche.api.execution.Metrics;
import dev.cloche.api.executor.ReportedOutcome;
import dev.cloche.api.executor.RunReport;
import dev.cloche.control.database.Rows;
import dev.cloche.control.installation.FoundationResource;
import dev.cloche.control.kernel.Time;
import dev.cloche.control.kernel.Vault;
import dev.cloche.control.reconcile.Leader;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The same stories as in [LifeTest], told to the real statements and a real database: one after
/// another, where each step must leave what the rules say, and many at once, where the database
/// itself writes down which ways were taken.
@QuarkusTest
@QuarkusTestResource(FoundationResource.class)
final class LifeInDatabaseTest {

    private static final int STORIES = 60;
    private static final int LENGTH = 25;
    private static final int CROWD = 25;
    private static final int WRITERS = 6;
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration LONG = Duration.ofMinutes(4);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final ExecutionReaper REAPER =
            new ExecutionReaper(
                    new ExecutionReaper.Limits(
                            Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofMinutes(50)),
                    Instant.EPOCH,
                    Instant.EPOCH);

    @Inject Pool pool;
    @Inject Vault vault;
    @Inject Clock clock;
    @Inject ExecutionStore executions;
    @Inject ReportStore reports;
    @Inject RetryStore retries;
    @Inject CancelStore wishes;
    @Inject Conclusions conclusions;

    @Inject Leader leader;
    @Inject Retries again;
    @Inject Expiry expiry;

    private Ground ground;
    private String template;

    @BeforeEach
    void rowsOfOurOwn() {
        ground = new Ground(pool);
        template = ground.template();
    }

    @Test
    void eachStepLeavesWhatTheRulesSay() {
        alone(this::tellOneAfterAnother);
    }

    @Test
    void whoeverIsFirstTheWaysAreKeptAndTheEndIsTakenOnce() {
        watchWays();
        try {
            alone(this::tellAllAtOnce);
        } finally {
            ground.sql("DROP TRIGGER ways ON executions", Tuple.tuple());
            ground.sql("DROP FUNCTION note_way", Tuple.tuple());
            ground.sql("DROP TABLE ways", Tuple.tuple());
        }
    }

    /// While nobody else looks after executions.
    private void alone(Runnable stories) {
        AtomicBoolean told = new AtomicBoolean();
        Ground.await(() -> {
            leader.alone(
                            "executions",
                            () ->
                                    Uni.createFrom()
                                            .voidItem()
                                            .invoke(stories)
                                            .invoke(() -> told.set(true))
                                            .runSubscriptionOn(
                                                    Infrastructure.getDefaultWorkerPool()))
                    .await()
                    .atMost(LONG);
            return told.get();
        });
    }

    private void tellOneAfterAnother() {
        for (int story = 0; story < STORIES; story++) {
            SplittableRandom random = new SplittableRandom(story);
            boolean repeatable = random.nextInt(4) > 0;
            Subject subject = begin(repeatable);
            Life life = Life.begin(repeatable);
            for (int step = 0; step < LENGTH; step++) {
                Happening what = Happening.any(random);
                tell(subject, what).await().atMost(SOON);
                life = life.after(what);
                assertThat(present(subject))
                        .as("story %d, step %d: %s", story, step, what)
                        .isEqualTo(expected(subject, life));
            }
            over(subject);
        }
    }

    private void tellAllAtOnce() {
        for (int story = 0; story < CROWD; story++) {
            SplittableRandom random = new SplittableRandom(1_000_000 + story);
            Subject subject = begin(random.nextInt(4) > 0);
            AtomicInteger taken = new AtomicInteger();
            List<Uni<Void>> writers = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                writers.add(told(subject, happenings(random.split()), taken));
            }
            Uni.join().all(writers).andFailFast().await().atMost(SOON);
            requireWays(subject, story, taken.get());
            over(subject);
        }
    }

    private Uni<Void> told(Subject subject, List<Happening> story, AtomicInteger taken) {
        return Multi.createFrom()
                .iterable(story)
                .onItem()
                .transformToUniAndConcatenate(
                        what -> tell(subject, what).invoke(end -> taken.addAndGet(end)))
                .collect()
                .last()
                .replaceWithVoid();
    }

    private static List<Happening> happenings(SplittableRandom random) {
        return Stream.generate(() -> Happening.any(random)).limit(LENGTH).toList();
    }

    /// @return how many reports have been taken as the end of the execution: 1 or 0
    private Uni<Integer> tell(Subject subject, Happening what) {
        ExecutionId id = subject.execution();
        Instant now = clock.instant();
        return switch (what) {
            case Happening.Started(int from, int attempt) ->
                    none(reports.started(id, subject.containers().get(from), attempt, now, now));
            case Happening.Alive(int from, int attempt) ->
                    none(reports.beat(id, subject.containers().get(from), attempt, now));
            case Happening.Held(int from) ->
                    none(reports.held(subject.containers().get(from), List.of(id), now));
            case Happening.Ended(int from, int attempt, var outcome) ->
                    conclusions
                            .report(id, subject.containers().get(from), report(attempt, outcome))
                            .map(judgement ->
                                    judgement == ReportJudge.Judgement.ACCEPT
                                                    && outcome != ReportedOutcome.CRASHED
                                            ? 1
                                            : 0);
            case Happening.Crashed(int from, int attempt) ->
                    none(
                            conclusions.report(
                                    id,
                                    subject.containers().get(from),
                                    report(attempt, ReportedOutcome.CRASHED)));
            case Happening.ContainerGone() -> none(gone(subject));
            case Happening.SessionMoved(int to) ->
                    none(
                            sql(
                                    "UPDATE sessions SET container_id = $2 WHERE id = $1",
                                    Tuple.of(
                                            subject.session(),
                                            subject.containers().get(to).value())));
            case Happening.SessionOver() ->
                    none(
                            sql(
                                    """
                                    UPDATE sessions SET status = 'terminated', completed_at = $2, released_at = $2
                                    WHERE id = $1 AND completed_at IS NULL
                                    """,
                                    Tuple.of(subject.session(), Time.column(now))));
            case Happening.Cancelled() -> none(wishes.ask(id, "default", now));
            case Happening.PauseOver() -> none(pauseOver(subject));
            case Happening.LookedAtLater() -> none(lookedAt(subject));
        };
    }

    private static Uni<Integer> none(Uni<?> doing) {
        return doing.replaceWith(0);
    }

    private Uni<Void> sql(String statement, Tuple values) {
        return pool.preparedQuery(statement).execute(values).replaceWithVoid();
    }

    /// Its session is open for a moment, in which all is tried again that may be.
    private Uni<Void> pauseOver(Subject subject) {
        String open = "UPDATE sessions SET status = $2 WHERE id = $1 AND status = $3";
        return sql(open, Tuple.of(subject.session(), "running", "creating"))
                .flatMap(_ -> retries.due(clock.instant().plus(HOUR)))
                .flatMap(_ -> sql(open, Tuple.of(subject.session(), "creating", "running")));
    }

    private Uni<Void> gone(Subject subject) {
        return ofContainer(subject)
                .flatMap(container -> executions.agesIn(container))
                .flatMap(ages -> judge(ages.stream().findFirst()));
    }

    private Uni<Void> lookedAt(Subject subject) {
        return ofContainer(subject)
                .flatMap(container -> retries.age(subject.execution(), container, 0))
                .flatMap(this::judge);
    }

    private Uni<ContainerId> ofContainer(Subject subject) {
        return pool.preparedQuery("SELECT container_id FROM executions WHERE id = $1")
                .execute(Tuple.of(subject.execution().value()))
                .map(rows -> new ContainerId(rows.iterator().next().getString("container_id")));
    }

    private Uni<Void> judge(Optional<ExecutionAge> age) {
        if (age.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        ExecutionAge it = age.get();
        Instant later = clock.instant().plus(HOUR);
        return switch (REAPER.judge(it, later)) {
            case ExecutionVerdict.Leave() -> Uni.createFrom().voidItem();
            case ExecutionVerdict.Expired(var limit) -> expiry.end(it, limit);
            case ExecutionVerdict.Again verdict -> again.again(it, verdict).replaceWithVoid();
            case ExecutionVerdict.Lost(var why) -> conclusions.conclude(it, Conclusion.lost(why));
            case ExecutionVerdict.Starved(var why) ->
                    conclusions.conclude(it, Conclusion.starved(why));
            case ExecutionVerdict.Cancelled(var why) ->
                    conclusions.conclude(it, Conclusion.cancelled(why));
        };
    }

    private static RunReport report(int attempt, ReportedOutcome outcome) {
        return new RunReport(
                outcome,
                "",
                "",
                0,
                0.1,
                new Metrics(1, 0, 1, 1, 0, 0),
                null,
                null,
                null,
                null,
                null,
                null,
                attempt,
                null,
                null,
                null,
                null);
    }

    private Subject begin(boolean repeatable) {
        List<ContainerId> containers = new ArrayList<>();
        for (int i = 0; i < Happening.CONTAINERS; i++) {
            String id = ground.container(template, 9, 100);
            ground.sql(
                    "UPDATE containers SET host = NULL, port = NULL WHERE id = $1", Tuple.of(id));
            containers.add(new ContainerId(id));
        }
        String session = "sess_" + Ground.letters(16);
        ExecutionId id = new ExecutionId("exec_20260101_" + Ground.letters(8));
        ground.sql(
                """
                INSERT INTO sessions (id, tenant, created_by, template_id, mode, status, container_id, resources,
                  env_names, env_sealed, network_enabled, metadata, timeout_seconds, created_at, updated_at,
                  last_activity_at)
                VALUES ($1, 'default', 'me', $4, 'persistent', 'creating', $2, '{}', '{}', $3, false,
                  '{}', 300, now(), now(), now())
                """,
                Tuple.of(session, containers.get(0).value(), sealed(session), template));
        ground.sql(
                """
                INSERT INTO executions (id, session_id, tenant, container_id, status, language, code, env_sealed,
                  timeout_seconds, created_at, retry)
                VALUES ($1, $2, 'default', $3, 'pending', 'python', 'print(2)', $4, 30, now(), $5)
                """,
                Tuple.of(
                        id.value(),
                        session,
                        containers.get(0).value(),
                        sealed(id.value()),
                        repeatable));
        return new Subject(id, session, containers);
    }

    private Buffer sealed(String name) {
        return Buffer.buffer(vault.seal("{}", name));
    }

    /// Leaves nothing behind that anybody would look after.
    private void over(Subject subject) {
        ground.sql("DELETE FROM executions WHERE session_id = $1", Tuple.of(subject.session()));
        ground.sql("DELETE FROM sessions WHERE id = $1", Tuple.of(subject.session()));
        for (ContainerId container : subject.containers()) {
            ground.sql("DELETE FROM containers WHERE id = $1", Tuple.of(container.value()));
        }
    }

    private Step present(Subject subject) {
        Row row =
                ground.sql(
                                "SELECT status, attempt, container_id FROM executions WHERE id = $1",
                                Tuple.of(subject.execution().value()))
                        .iterator()
                        .next();
        return new Step(
                Rows.word(row, "status", ExecutionStatus.class),
                row.getInteger("attempt"),
                row.getString("container_id"));
    }

    private static Step expected(Subject subject, Life life) {
        return new Step(
                life.status(), life.attempt(), subject.containers().get(life.container()).value());
    }

    /// The database notes each change of an execution's status or attempt, and any change at all of
    /// one that is final.
    private void watchWays() {
        ground.sql(
                """
                CREATE TABLE ways (nr bigserial PRIMARY KEY, id text, was text, was_attempt integer, status text,
                  attempt integer)
                """,
                Tuple.tuple());
        ground.sql(
                """
                CREATE FUNCTION note_way() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                  INSERT INTO ways (id, was, was_attempt, status, attempt)
                  VALUES (new.id, old.status, old.attempt, new.status, new.attempt);
                  RETURN new;
                END $$
                """,
                Tuple.tuple());
        ground.sql(
                """
                CREATE TRIGGER ways AFTER UPDATE ON executions FOR EACH ROW
                WHEN (old.status <> new.status OR old.attempt <> new.attempt
                  OR old.status IN ('completed', 'failed', 'timeout', 'cancelled'))
                EXECUTE FUNCTION note_way()
                """,
                Tuple.tuple());
    }

    private void requireWays(Subject subject, int story, int taken) {
        ExecutionStatus status = ExecutionStatus.PENDING;
        int attempt = 1;
        String when = "story " + story;
        for (Row way :
                ground.sql(
                        "SELECT * FROM ways WHERE id = $1 ORDER BY nr",
                        Tuple.of(subject.execution().value()))) {
            assertThat(Rows.word(way, "was", ExecutionStatus.class)).as(when).isEqualTo(status);
            assertThat(status.isFinal()).as("%s: what is final stays so", when).isFalse();
            ExecutionStatus next = Rows.word(way, "status", ExecutionStatus.class);
            Ways.requireAllowed(when, status, attempt, next, way.getInteger("attempt"));
            status = next;
            attempt = way.getInteger("attempt");
        }
        assertThat(taken).as("%s: one end is taken", when).isLessThanOrEqualTo(1);
        assertThat(taken == 1 && !status.isFinal()).as("%s: what is taken is kept", when).isFalse();
        if (status == ExecutionStatus.COMPLETED || status == ExecutionStatus.TIMEOUT) {
            assertThat(taken).as("%s: who reported the end was told so", when).isEqualTo(1);
        }
    }

    /// What it happens to.
    private record Subject(ExecutionId execution, String session, List<ContainerId> containers) {}

    /// Where it is.
    private record Step(ExecutionStatus status, int attempt, String container) {}
}
