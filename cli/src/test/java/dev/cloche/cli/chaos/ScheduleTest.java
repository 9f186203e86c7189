package dev.cloche.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ScheduleTest {
    private static final List<Fault> ALL = List.of(Fault.values());

    @Test
    void theSameSeedGivesTheSameSchedule() {
        assertThat(Schedule.of(7, Duration.ofMinutes(10), ALL))
                .isEqualTo(Schedule.of(7, Duration.ofMinutes(10), ALL))
                .isNotEqualTo(Schedule.of(8, Duration.ofMinutes(10), ALL));
    }

    @Test
    void everyKindComesOnceBeforeAnyComesAgain() {
        List<Fault> faults =
                Schedule.of(3, Duration.ofMinutes(10), ALL).stream().map(Planned::fault).toList();
        assertThat(faults.subList(0, ALL.size())).containsExactlyInAnyOrderElementsOf(ALL);
    }

    @Test
    void faultsFillTheTimeThatIsAskedFor() {
        Duration length =
                Schedule.of(3, Duration.ofMinutes(10), ALL).stream()
                        .map(it -> it.pause().plus(it.lasts()))
                        .reduce(Duration.ZERO, Duration::plus);
        assertThat(length).isBetween(Duration.ofMinutes(10), Duration.ofMinutes(11));
    }

    @Test
    void suddenFaultsDoNotLast() {
        assertThat(Schedule.of(3, Duration.ofMinutes(10), ALL))
                .allMatch(it -> it.fault().isLasting() != it.lasts().isZero());
    }

    @Test
    void aPickIsAlwaysOneOfThoseThatThereAre() {
        assertThat(Schedule.of(5, Duration.ofMinutes(10), ALL))
                .allMatch(it -> it.among(1) == 0 && it.among(3) >= 0 && it.among(3) < 3);
    }

    @Test
    void theSameSourceOfChanceGivesTheSameSteps() {
        var one = new Random(4);
        var other = new Random(4);
        assertThat(Stream.generate(() -> Step.next(one)).limit(50).toList())
                .isEqualTo(Stream.generate(() -> Step.next(other)).limit(50).toList());
    }

    @Test
    void everyErrandNamesItsKeyInItsLastWord() {
        assertThat(Arrays.stream(Errand.values()).map(it -> it.code(1, "c1-2")))
                .allMatch(it -> it.endsWith(" c1-2"));
    }
}
