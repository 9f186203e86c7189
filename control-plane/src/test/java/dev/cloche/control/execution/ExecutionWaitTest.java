package dev.cloche.control.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.api.dependency.DependencyStatus;
import dev.cloche.api.execution.ExecutionStatus;
import dev.cloche.api.session.WaitReason;
import dev.cloche.api.session.WaitingFor;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What executions that do not run wait for.
final class ExecutionWaitTest {

    private static final Instant ASKED = Instant.parse("2026-03-01T10:00:00Z");
    private static final Instant AGAIN = ASKED.plusSeconds(9);
    private static final WaitingFor CONTAINER =
            new WaitingFor(WaitReason.CONTAINER, "its container is starting", ASKED);

    @ParameterizedTest
    @EnumSource(names = {"PENDING", "CRASHED"})
    void whatItsSessionWaitsForComesFirst(ExecutionStatus status) {
        assertThat(wait(status, Optional.of(CONTAINER), Optional.of(DependencyStatus.PENDING), 3))
                .contains(CONTAINER);
    }

    @ParameterizedTest
    @CsvSource({
        "PENDING, SESSION_PACKAGES",
        "INSTALLING, SESSION_PACKAGES",
        "COMPLETED, TURN",
        "FAILED, TURN"
    })
    void packagesOfItsSessionAreWaitedForUntilTheyAreSettled(
            DependencyStatus packages, WaitReason reason) {
        assertThat(wait(ExecutionStatus.PENDING, Optional.empty(), Optional.of(packages), 0))
                .map(WaitingFor::code)
                .contains(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "0, its executor is about to begin it",
        "1, its executor has 1 other that came before it",
        "12, its executor has 12 others that came before it"
    })
    void theOthersThatCameBeforeAreCounted(long ahead, String words) {
        assertThat(wait(ExecutionStatus.PENDING, Optional.empty(), Optional.empty(), ahead))
                .contains(new WaitingFor(WaitReason.TURN, words, ASKED));
    }

    @Test
    void aLostAttemptIsFollowedByTheNext() {
        assertThat(wait(ExecutionStatus.CRASHED, Optional.empty(), Optional.empty(), 0))
                .contains(
                        new WaitingFor(
                                WaitReason.RETRY,
                                "attempt 2 was lost, and the next one is to begin",
                                AGAIN));
    }

    @ParameterizedTest
    @EnumSource(names = {"RUNNING", "COMPLETED", "FAILED", "TIMEOUT", "CANCELLED"})
    void whatRunsOrIsOverWaitsForNothing(ExecutionStatus status) {
        assertThat(wait(status, Optional.of(CONTAINER), Optional.empty(), 1)).isEmpty();
    }

    private static Optional<WaitingFor> wait(
            ExecutionStatus status,
            Optional<WaitingFor> session,
            Optional<DependencyStatus> packages,
            long ahead) {
        return new ExecutionWait(status, 2, ASKED, Optional.of(AGAIN), session, packages, ahead)
                .reason();
    }
}
