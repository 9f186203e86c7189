package dev.cloche.cli.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class SamplesTest {

    @Test
    void percentilesAreMeasuredValues() {
        Samples samples =
                Samples.of(
                        LongStream.rangeClosed(1, 100)
                                .map(it -> (101 - it) * 1_000_000)
                                .boxed()
                                .toList());

        assertThat(samples.percentile(50)).isEqualTo(50);
        assertThat(samples.percentile(95)).isEqualTo(95);
        assertThat(samples.percentile(99)).isEqualTo(99);
        assertThat(samples.percentile(100)).isEqualTo(100);
    }

    @Test
    void aSingleSampleIsEveryPercentile() {
        Samples samples = Samples.of(List.of(7_000_000L));

        assertThat(samples.percentile(50)).isEqualTo(7);
        assertThat(samples.percentile(99)).isEqualTo(7);
    }

    @Test
    void oneAfterTheOtherTheyTakeTheirSum() {
        assertThat(Samples.of(List.of(5_000_000L, 15_000_000L)).perSecond()).isEqualTo(100);
    }

    @Test
    void nothingHasNoPercentiles() {
        assertThatThrownBy(() -> Samples.of(List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
