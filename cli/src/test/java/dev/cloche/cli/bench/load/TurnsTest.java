package dev.cloche.cli.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.cli.bench.way.Subject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TurnsTest {
    private final List<Subject> order = new ArrayList<>();

    @Test
    void everyWayRunsAsOftenAndAnotherOneBeginsEachTime() throws Exception {
        List<Samples> samples = Turns.take(List.of(way(Subject.BARE, 1), way(Subject.API, 2)), 25);

        assertThat(samples).extracting(Samples::count).containsExactly(25, 25);
        assertThat(samples.get(0).nanos()).containsOnly(1L);
        assertThat(samples.get(1).nanos()).containsOnly(2L);
        assertThat(order.subList(0, 10)).containsOnly(Subject.BARE);
        assertThat(order.subList(10, 30)).containsOnly(Subject.API);
        assertThat(order.subList(30, 45)).containsOnly(Subject.BARE);
        assertThat(order.subList(45, 50)).containsOnly(Subject.API);
    }

    @Test
    void lessThanATurnIsPossible() throws Exception {
        assertThat(Turns.take(List.of(way(Subject.BARE, 1)), 3).getFirst().count()).isEqualTo(3);
    }

    private FakeWay way(Subject subject, long nanos) {
        return new FakeWay(
                subject,
                _ -> {
                    order.add(subject);
                    return nanos;
                });
    }
}
