package dev.cloche.cli.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.cli.kernel.Exit;
import dev.cloche.cli.kernel.Refusal;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What becomes of those that come.
final class FloodTest {
    private static final int PER_SECOND = 300;
    private static final Duration WINDOW = Duration.ofMillis(100);
    private static final long SEED = 7;

    @Test
    void eachIsServedRefusedOrFails() {
        Flood.Outcome outcome = Flood.of(FloodTest::ask, PER_SECOND, Duration.ZERO, WINDOW, SEED);

        int came = Poisson.arrivals(PER_SECOND, WINDOW, SEED).size();
        assertThat(came).isGreaterThan(9);
        assertThat(outcome.served()).hasSize((came + 2) / 3);
        assertThat(outcome.refused()).isEqualTo((came + 1) / 3);
        assertThat(outcome.failed()).isEqualTo(came / 3);
    }

    @Test
    void nobodyNeedsToBeServed() {
        Flood.Outcome outcome =
                Flood.of(_ -> Optional.empty(), PER_SECOND, Duration.ZERO, WINDOW, SEED);

        assertThat(outcome.served()).isEmpty();
        assertThat(outcome.perSecond()).isZero();
    }

    @Test
    void whoIsServedWhileLinesAreNotYetFullIsNotCounted() {
        Flood.Outcome outcome =
                Flood.of(
                        caller -> caller < 3 ? Optional.of("served") : Optional.empty(),
                        PER_SECOND,
                        WINDOW.dividedBy(2),
                        WINDOW,
                        SEED);

        assertThat(outcome.served()).hasSize(3);
        assertThat(outcome.perSecond()).isZero();
        assertThat(outcome.own()).isNotNegative();
    }

    private static Optional<String> ask(int caller) {
        return switch (caller % 3) {
            case 0 -> Optional.of("served");
            case 1 -> Optional.empty();
            default -> throw new Refusal(Exit.FAILED, "the connection broke");
        };
    }
}
