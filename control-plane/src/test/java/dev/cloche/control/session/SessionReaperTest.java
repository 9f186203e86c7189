package dev.cloche.control.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.session.SessionId;
import dev.cloche.api.session.SessionStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SessionReaperTest {

    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final SessionVerdict LEAVE = new SessionVerdict.Leave();

    private final SessionReaper reaper =
            new SessionReaper(
                    Duration.ofSeconds(90),
                    Duration.ofHours(6),
                    Instant.EPOCH,
                    NOW.minusSeconds(3600));

    @Test
    void aSessionStuckInCreatingFails() {
        assertThat(reaper.judge(session(SessionStatus.CREATING, 91, 91, false, false), NOW))
                .isInstanceOfSatisfying(
                        SessionVerdict.End.class,
                        end -> assertThat(end.status()).isEqualTo(SessionStatus.FAILED));
    }

    @Test
    void aSessionWhoseContainerIsOnItsWayIsLeftAlone() {
        assertThat(reaper.judge(session(SessionStatus.CREATING, 89, 89, false, false), NOW))
                .isEqualTo(LEAVE);
    }

    @Test
    void aSessionWhosePackagesAreBeingInstalledMayWait() {
        SessionAge age = session(SessionStatus.CREATING, 1000, 1000, false, false);
        SessionAge held =
                new SessionAge(
                        age.id(),
                        age.status(),
                        age.createdAt(),
                        age.lastActivityAt(),
                        age.timeout(),
                        false,
                        false,
                        true,
                        age.container());

        assertThat(reaper.judge(held, NOW)).isEqualTo(LEAVE);
    }

    @Test
    void aSessionThatNobodyOpenedInAReadyContainerIsOpened() {
        assertThat(reaper.judge(session(SessionStatus.CREATING, 5, 5, false, true), NOW))
                .isEqualTo(new SessionVerdict.Open());
    }

    @Test
    void aSessionWhoseContainerIsGoneMovesEvenIfNobodyWasTold() {
        assertThat(reaper.judge(session(SessionStatus.RUNNING, 5, 5, true, false), NOW))
                .isEqualTo(new SessionVerdict.Move());
    }

    @Test
    void aSessionThatIsIdleOrOldIsNotWorthAnotherContainer() {
        assertThat(reaper.judge(session(SessionStatus.RUNNING, 1000, 301, false, false), NOW))
                .isInstanceOf(SessionVerdict.EndIdle.class);
        assertThat(reaper.judge(session(SessionStatus.RUNNING, 6 * 3600 + 1, 5, true, false), NOW))
                .isInstanceOf(SessionVerdict.End.class);
    }

    @Test
    void anIdleSessionTimesOut() {
        assertThat(reaper.judge(session(SessionStatus.RUNNING, 1000, 301, false, true), NOW))
                .isInstanceOfSatisfying(
                        SessionVerdict.EndIdle.class,
                        end -> assertThat(end.lastActivity()).isEqualTo(NOW.minusSeconds(301)));
    }

    @Test
    void aBusySessionIsNotIdle() {
        assertThat(reaper.judge(session(SessionStatus.RUNNING, 1000, 301, true, true), NOW))
                .isEqualTo(LEAVE);
    }

    @Test
    void evenABusySessionGrowsTooOld() {
        assertThat(reaper.judge(session(SessionStatus.RUNNING, 21_601, 0, true, true), NOW))
                .isInstanceOf(SessionVerdict.End.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"COMPLETED", "FAILED", "TIMEOUT", "TERMINATED"})
    void whatIsOverStaysAsItIs(SessionStatus status) {
        Random random = new Random(status.name().length());
        for (int i = 0; i < 1000; i++) {
            SessionAge age =
                    session(
                            status,
                            random.nextInt(100_000),
                            random.nextInt(100_000),
                            random.nextBoolean(),
                            true);

            assertThat(reaper.judge(age, NOW)).isEqualTo(LEAVE);
        }
    }

    @Test
    void recentActivityKeepsASessionHoweverOldItsCreationWithinItsLifetime() {
        Random random = new Random(7);
        for (int i = 0; i < 5000; i++) {
            SessionAge age =
                    session(
                            SessionStatus.RUNNING,
                            300 + random.nextInt(21_000),
                            random.nextInt(300),
                            false,
                            true);

            assertThat(reaper.judge(age, NOW)).as("case %s", age).isEqualTo(LEAVE);
        }
    }

    @Test
    void aClockThatIsSetEndsNoLivingSession() {
        Random random = new Random(8);
        for (int i = 0; i < 5000; i++) {
            SessionAge age =
                    session(
                            random.nextBoolean() ? SessionStatus.RUNNING : SessionStatus.CREATING,
                            random.nextInt(2_000_000) - 1_000_000,
                            random.nextInt(2_000_000) - 1_000_000,
                            random.nextBoolean(),
                            true);
            Instant stepped = NOW.minusSeconds(random.nextInt(90));

            assertThat(reaper.since(stepped, stepped).judge(age, NOW))
                    .as("case %s", age)
                    .isIn(LEAVE, new SessionVerdict.Open());
        }
    }

    @Test
    void afterAClockWasSetSessionsEndAsEver() {
        Instant stepped = NOW.minusSeconds(301);

        assertThat(
                        reaper.since(stepped, stepped)
                                .judge(
                                        session(SessionStatus.RUNNING, 9999, 9999, false, true),
                                        NOW))
                .isInstanceOf(SessionVerdict.EndIdle.class);
    }

    @Test
    void callersGetAMomentToBeHeardAfterABreak() {
        SessionAge idle = session(SessionStatus.RUNNING, 1000, 301, false, true);

        assertThat(reaper.since(Instant.EPOCH, NOW.minusSeconds(4)).judge(idle, NOW))
                .isEqualTo(LEAVE);
        assertThat(reaper.since(Instant.EPOCH, NOW.minusSeconds(6)).judge(idle, NOW))
                .isInstanceOf(SessionVerdict.EndIdle.class);
    }

    private static SessionAge session(
            SessionStatus status, long age, long quiet, boolean busy, boolean listens) {
        return new SessionAge(
                new SessionId("sess_a"),
                status,
                NOW.minusSeconds(age),
                NOW.minusSeconds(quiet),
                Duration.ofMinutes(5),
                busy,
                listens,
                false,
                new ContainerId("cont_abcdefghijklmnop"));
    }
}
