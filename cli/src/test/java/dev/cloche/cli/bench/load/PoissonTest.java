package dev.cloche.cli.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class PoissonTest {
    private static final Duration MINUTES = Duration.ofMinutes(10);

    @Test
    void theSameSeedGivesTheSameArrivals() {
        List<Long> once = Poisson.arrivals(50, Duration.ofSeconds(5), 7);

        assertThat(Poisson.arrivals(50, Duration.ofSeconds(5), 7)).isEqualTo(once);
        assertThat(Poisson.arrivals(50, Duration.ofSeconds(5), 8)).isNotEqualTo(once);
    }

    @Test
    void arrivalsAreInOrderAndInTheWindow() {
        List<Long> arrivals = Poisson.arrivals(100, Duration.ofSeconds(5), 1);

        assertThat(arrivals).isSorted();
        assertThat(arrivals).allMatch(it -> it >= 0 && it < 5_000_000_000L);
    }

    @Test
    void thereAreAsManyAsAskedForAndTheyAreIndependent() {
        List<Long> arrivals = Poisson.arrivals(100, MINUTES, 1);

        double seconds = MINUTES.toSeconds();
        assertThat(arrivals.size() / seconds).isCloseTo(100, Offset.offset(2.0));
        long close = 0;
        for (int i = 1; i < arrivals.size(); i++) {
            close += arrivals.get(i) - arrivals.get(i - 1) < 1_000_000 ? 1 : 0;
        }
        // of exponential gaps of 10 ms on average, 1 - e^-0.1 are below 1 ms
        assertThat((double) close / arrivals.size()).isCloseTo(0.095, Offset.offset(0.01));
    }
}
