package dev.cloche.control.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ClockStepsTest {

    private static final Instant START = Instant.parse("2026-01-15T10:00:00Z");
    private static final Duration TOLERANCE = Duration.ofSeconds(5);

    private final Random random = new Random(11);
    private Instant wall = START;
    private long nanos = Long.MAX_VALUE - Duration.ofSeconds(60).toNanos();
    private final ClockSteps steps = new ClockSteps(TOLERANCE, wall, nanos);

    @Test
    void aClockThatIsSlewedGoesEvenlyHoweverLongItIsNotLookedAt() {
        for (int i = 0; i < 10_000; i++) {
            pass(Duration.ofMillis(random.nextInt(600_000)));
            wall = wall.plusMillis(random.nextInt(1000) - 500);

            assertThat(steps.at(wall, nanos)).as("look %d", i).isEqualTo(Instant.EPOCH);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {6, 3600, 86_400, -6, -3600, -86_400})
    void aClockThatIsSetGoesEvenlyFromThenOn(long seconds) {
        wall = wall.plusSeconds(seconds);
        Instant stepped = wall;

        assertThat(steps.at(wall, nanos)).isEqualTo(stepped);
        for (int i = 0; i < 1000; i++) {
            pass(Duration.ofMillis(random.nextInt(10_000)));

            assertThat(steps.at(wall, nanos)).isEqualTo(stepped);
        }
    }

    private void pass(Duration time) {
        wall = wall.plus(time);
        nanos += time.toNanos();
    }
}
