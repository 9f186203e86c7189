package dev.cloche.cli.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.cli.bench.way.Subject;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class CostTest {

    @Test
    void whatIsUsedWhileIdleIsTakenOff() {
        var idle = new Cost.Reading(0, 1000);
        var before = new Cost.Reading(1_000_000_000, 1020);
        var after = new Cost.Reading(3_000_000_000L, 1160);

        assertThat(Cost.perRun(idle, before, after, 10)).isEqualTo(10);
    }

    @Test
    void nothingCostsLessThanNothing() {
        var idle = new Cost.Reading(0, 0);
        var before = new Cost.Reading(1_000_000_000, 20);
        var after = new Cost.Reading(2_000_000_000, 30);

        assertThat(Cost.perRun(idle, before, after, 1)).isZero();
    }

    @Test
    void aWayThatCannotTellIsNotRun() throws Exception {
        var runs = new AtomicInteger();
        var way = new FakeWay(Subject.BWRAP, _ -> runs.incrementAndGet());

        assertThat(Cost.millis(way, 5)).isEmpty();
        assertThat(runs).hasValue(0);
    }
}
