package dev.cloche.cli.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class LogScaleTest {
    private static final Offset<Double> ALMOST = Offset.offset(1e-9);

    @Test
    void equalFactorsAreEquallyFarApart() {
        LogScale scale = new LogScale(1, 100, 200, 400);

        assertThat(scale.at(1)).isCloseTo(200, ALMOST);
        assertThat(scale.at(10)).isCloseTo(300, ALMOST);
        assertThat(scale.at(100)).isCloseTo(400, ALMOST);
    }

    @Test
    void theEndsAreRoundAndBeyondTheValues() {
        LogScale scale = LogScale.covering(List.of(3.0, 47.0), 0, 1);

        assertThat(scale.low()).isCloseTo(2, ALMOST);
        assertThat(scale.high()).isCloseTo(50, ALMOST);
        assertThat(scale.ticks()).hasSize(5);
    }

    @Test
    void oneValueHasAScaleToo() {
        LogScale scale = LogScale.covering(List.of(10.0), 0, 1);

        assertThat(scale.at(10.0)).isBetween(0.0, 1.0);
    }

    @Test
    void nothingIsShownBelowZero() {
        assertThatThrownBy(() -> new LogScale(0, 1, 0, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
