package dev.cloche.control.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.api.execution.ExecutionStatus;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class RecentOutcomesTest {

    private static final Instant NOW = Instant.parse("2026-01-15T10:00:00Z");

    private final RecentOutcomes outcomes = new RecentOutcomes();

    @Test
    void nothingHasNoShare() {
        assertThat(outcomes.share(ExecutionStatus.FAILED, NOW)).isZero();
    }

    @Test
    void aShareIsOfAllThatEndedInFiveMinutes() {
        outcomes.add(ExecutionStatus.FAILED, NOW.minusSeconds(400));
        outcomes.add(ExecutionStatus.FAILED, NOW.minusSeconds(200));
        outcomes.add(ExecutionStatus.TIMEOUT, NOW.minusSeconds(100));
        outcomes.add(ExecutionStatus.COMPLETED, NOW);
        outcomes.add(ExecutionStatus.COMPLETED, NOW);

        assertThat(outcomes.share(ExecutionStatus.FAILED, NOW)).isEqualTo(0.25);
        assertThat(outcomes.share(ExecutionStatus.TIMEOUT, NOW)).isEqualTo(0.25);
        assertThat(outcomes.share(ExecutionStatus.FAILED, NOW.plusSeconds(150))).isZero();
    }
}
