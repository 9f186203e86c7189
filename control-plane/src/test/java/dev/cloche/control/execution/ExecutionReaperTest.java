package dev.cloche.control.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.execution.ExecutionId;
import dev.cloche.api.execution.ExecutionStatus;
import dev.cloche.api.session.SessionId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class ExecutionReaperTest {

    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final ExecutionVerdict LEAVE = new ExecutionVerdict.Leave();

    private static final SessionId SESSION = new SessionId("sess_abcdefghijklmnop");
    private static final ExecutionReaper.Limits LIMITS =
            new ExecutionReaper.Limits(
                    Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofHours(1));

    private final ExecutionReaper reaper =
            new ExecutionReaper(LIMITS, NOW.minusSeconds(3600), NOW.minusSeconds(36_000));

    @Test
    void aRunThatIsHeardOfIsLeftAlone() {
        assertThat(reaper.judge(running(14), NOW)).isEqualTo(LEAVE);
    }

    @Test
    void aRunThatIsNotHeardOfIsTriedAgain() {
        assertThat(reaper.judge(running(16), NOW)).isInstanceOf(ExecutionVerdict.Again.class);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 4"})
    void thePausesBetweenAttemptsGrow(int attempt, int seconds) {
        assertThat(reaper.judge(attempt(attempt, true), NOW))
                .isEqualTo(
                        new ExecutionVerdict.Again(
                                "its container is gone", Duration.ofSeconds(seconds)));
    }

    @Test
    void theFourthAttemptIsTheLast() {
        assertThat(reaper.judge(attempt(4, true), NOW)).isInstanceOf(ExecutionVerdict.Lost.class);
    }

    @Test
    void whatMustNotRunTwiceDoesNot() {
        assertThat(reaper.judge(attempt(1, false), NOW)).isInstanceOf(ExecutionVerdict.Lost.class);
    }

    @Test
    void whatWaitsForItsNextAttemptWaitsAsLongAsItsSessionLives() {
        assertThat(reaper.judge(crashed(false, false), NOW)).isEqualTo(LEAVE);
        assertThat(reaper.judge(crashed(true, false), NOW))
                .isInstanceOf(ExecutionVerdict.Lost.class);
        assertThat(reaper.judge(crashed(false, true), NOW))
                .isInstanceOf(ExecutionVerdict.Cancelled.class);
    }

    @Test
    void silenceWhileNobodyListenedSaysNothing() {
        ExecutionReaper justStarted =
                new ExecutionReaper(LIMITS, NOW.minusSeconds(5), NOW.minusSeconds(5));

        assertThat(justStarted.judge(running(300), NOW)).isEqualTo(LEAVE);
    }

    @Test
    void whatWaitsToBeStartedMayWait() {
        assertThat(
                        reaper.judge(
                                age(
                                        ExecutionStatus.PENDING,
                                        Optional.empty(),
                                        false,
                                        Optional.empty()),
                                NOW))
                .isEqualTo(LEAVE);
    }

    @Test
    void whatNeverBeginsEndsAfterAnHour() {
        assertThat(reaper.judge(pending(3599), NOW)).isEqualTo(LEAVE);
        assertThat(reaper.judge(pending(3601), NOW))
                .isEqualTo(new ExecutionVerdict.Expired(Duration.ofHours(1)));
    }

    @Test
    void whatWaitedWhileNothingCouldBeginMayGoOnWaiting() {
        ExecutionReaper since = reaper.since(NOW.minusSeconds(3000), NOW.minusSeconds(3000));

        assertThat(since.judge(pending(9000), NOW)).isEqualTo(LEAVE);
    }

    @Test
    void onlyWhatIsReadyToBeginAndHasNotBeenHeardOfExpires() {
        int expired = 0;
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 20_000; i++) {
            ExecutionAge age = any(random);
            Instant watching = NOW.minusSeconds(random.nextInt(8000));
            long waited =
                    Duration.between(
                                    age.pendingSince().isBefore(watching)
                                            ? watching
                                            : age.pendingSince(),
                                    NOW)
                            .toSeconds();
            boolean waits =
                    age.status() == ExecutionStatus.PENDING
                            && age.heardAt().isEmpty()
                            && !age.containerGone()
                            && waited > 3600;
            boolean stopped = isOld(age.sessionEndedAt()) || isOld(age.cancelAskedAt());

            ExecutionVerdict verdict = reaper.since(NOW, watching).judge(age, NOW);

            assertThat(verdict instanceof ExecutionVerdict.Expired)
                    .as("%s, watching since %s", age, watching)
                    .isEqualTo(waits && !stopped);
            expired += verdict instanceof ExecutionVerdict.Expired ? 1 : 0;
        }
        assertThat(expired).isGreaterThan(100);
    }

    private static boolean isOld(Optional<Instant> asked) {
        return asked.filter(then -> then.isBefore(NOW.minusSeconds(10))).isPresent();
    }

    private static ExecutionAge any(RandomGenerator random) {
        ExecutionStatus[] all = ExecutionStatus.values();
        return new ExecutionAge(
                new ExecutionId("exec_20260101_abcdefgh"),
                SESSION,
                new ContainerId("cont_abcdefghijklmnop"),
                random.nextBoolean() ? ExecutionStatus.PENDING : all[random.nextInt(all.length)],
                random.nextInt(1, 5),
                random.nextBoolean(),
                NOW.minusSeconds(random.nextInt(8000)),
                sometimes(random, 60),
                random.nextInt(4) == 0,
                random.nextInt(4) == 0,
                sometimes(random, 30),
                sometimes(random, 30));
    }

    private static Optional<Instant> sometimes(RandomGenerator random, int most) {
        return random.nextInt(4) == 0
                ? Optional.of(NOW.minusSeconds(random.nextInt(most)))
                : Optional.empty();
    }

    private static ExecutionAge pending(long waited) {
        return new ExecutionAge(
                new ExecutionId("exec_20260101_abcdefgh"),
                SESSION,
                new ContainerId("cont_abcdefghijklmnop"),
                ExecutionStatus.PENDING,
                1,
                true,
                NOW.minusSeconds(waited),
                Optional.empty(),
                false,
                false,
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void nobodyReportsFromAContainerThatIsGone() {
        assertThat(
                        reaper.judge(
                                age(
                                        ExecutionStatus.PENDING,
                                        Optional.empty(),
                                        true,
                                        Optional.empty()),
                                NOW))
                .isInstanceOf(ExecutionVerdict.Again.class);
    }

    @ParameterizedTest
    @CsvSource({"PENDING, true", "PENDING, false", "RUNNING, true", "RUNNING, false"})
    void whatTookItsContainersMemoryEndedThereAndIsNotTriedAgain(
            ExecutionStatus status, boolean repeatable) {
        assertThat(reaper.judge(starved(status, repeatable), NOW))
                .isEqualTo(
                        new ExecutionVerdict.Starved(
                                "it used more memory than its container may, and ended with it"));
    }

    @Test
    void whatWasLostBeforeItsContainersMemoryRanOutWaitsForItsNextAttempt() {
        assertThat(reaper.judge(starved(ExecutionStatus.CRASHED, true), NOW)).isEqualTo(LEAVE);
    }

    private static ExecutionAge starved(ExecutionStatus status, boolean repeatable) {
        ExecutionAge running = running(1);
        return new ExecutionAge(
                running.id(),
                SESSION,
                running.container(),
                status,
                1,
                repeatable,
                running.pendingSince(),
                running.heardAt(),
                true,
                true,
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void whatASessionLeavesBehindIsCancelledAfterAMoment() {
        Optional<Instant> justNow = Optional.of(NOW.minusSeconds(1));
        Optional<Instant> before = Optional.of(NOW.minusSeconds(11));

        assertThat(
                        reaper.judge(
                                age(ExecutionStatus.PENDING, Optional.empty(), false, justNow),
                                NOW))
                .isEqualTo(LEAVE);
        assertThat(reaper.judge(age(ExecutionStatus.PENDING, Optional.empty(), false, before), NOW))
                .isInstanceOf(ExecutionVerdict.Cancelled.class);
    }

    @Test
    void whatItsCallerCancelledIsNotWaitedForWithoutEnd() {
        assertThat(reaper.judge(cancelled(9), NOW)).isEqualTo(LEAVE);
        assertThat(reaper.judge(cancelled(11), NOW)).isInstanceOf(ExecutionVerdict.Cancelled.class);
    }

    private static ExecutionAge cancelled(long ago) {
        ExecutionAge running = running(1);
        return new ExecutionAge(
                running.id(),
                SESSION,
                running.container(),
                running.status(),
                1,
                true,
                running.pendingSince(),
                running.heardAt(),
                false,
                false,
                Optional.empty(),
                Optional.of(NOW.minusSeconds(ago)));
    }

    @ParameterizedTest
    @EnumSource(names = {"COMPLETED", "FAILED", "TIMEOUT", "CANCELLED"})
    void whatIsFinalStaysAsItIs(ExecutionStatus status) {
        assertThat(
                        reaper.judge(
                                age(
                                        status,
                                        Optional.of(NOW.minusSeconds(99)),
                                        true,
                                        Optional.of(NOW)),
                                NOW))
                .isEqualTo(LEAVE);
    }

    private static ExecutionAge running(long quiet) {
        return age(
                ExecutionStatus.RUNNING,
                Optional.of(NOW.minusSeconds(quiet)),
                false,
                Optional.empty());
    }

    private static ExecutionAge age(
            ExecutionStatus status,
            Optional<Instant> heard,
            boolean gone,
            Optional<Instant> ended) {
        return new ExecutionAge(
                new ExecutionId("exec_20260101_abcdefgh"),
                SESSION,
                new ContainerId("cont_abcdefghijklmnop"),
                status,
                1,
                true,
                NOW.minusSeconds(3599),
                heard,
                gone,
                false,
                ended,
                Optional.empty());
    }

    private static ExecutionAge attempt(int attempt, boolean repeatable) {
        ExecutionAge running = running(1);
        return new ExecutionAge(
                running.id(),
                SESSION,
                running.container(),
                ExecutionStatus.RUNNING,
                attempt,
                repeatable,
                running.pendingSince(),
                running.heardAt(),
                true,
                false,
                Optional.empty(),
                Optional.empty());
    }

    private static ExecutionAge crashed(boolean sessionOver, boolean cancelled) {
        ExecutionAge running = running(1);
        return new ExecutionAge(
                running.id(),
                SESSION,
                running.container(),
                ExecutionStatus.CRASHED,
                2,
                true,
                NOW.minusSeconds(7200),
                Optional.empty(),
                true,
                false,
                sessionOver ? Optional.of(NOW) : Optional.empty(),
                cancelled ? Optional.of(NOW) : Optional.empty());
    }
}
