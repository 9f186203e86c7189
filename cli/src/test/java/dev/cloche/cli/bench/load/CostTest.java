package dev.cloche.cli.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class CostTest {

    @Test
    void whatIsUsedWhileIdleIsTakenOff() {
        var idle = new Cost.Reading(0, 1000);
        var before = new Cost.Reading(1_000_000_000, 1020);
        var after = new Cost.Reading(3_000_000_000L, 1160);

        assertThat(Cost.perRun(idle, before, after, 10)).hasValue(10);
    }

    @Test
    void whatDrownsInTheNoiseIsNotKnown() {
        var idle = new Cost.Reading(0, 0);
        var before = new Cost.Reading(1_000_000_000, 20);
        var after = new Cost.Reading(2_000_000_000, 30);

        assertThat(Cost.perRun(idle, before, after, 1)).isEmpty();
    }
}
