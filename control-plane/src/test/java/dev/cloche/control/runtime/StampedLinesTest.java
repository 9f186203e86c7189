package dev.cloche.control.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StampedLinesTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void aLineSaysWhenItWasLogged() {
        assertThat(StampedLines.stamp("2026-01-01T01:00:00.000+01:00 INFO x")).contains(START);
        assertThat(StampedLines.stamp("2026-01-01T00:00:00.000Z INFO x")).contains(START);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "\tat x", "2026", "2026-13-01T00:00:00Z x", "2026-01-01 x", "x y"})
    void otherLinesSayNothing(String line) {
        assertThat(StampedLines.stamp(line)).isEmpty();
    }

    @Test
    void whatIsKeptIsTheEndOfTheLogFromTheFirstYoungEnoughLine() {
        Random random = new Random(11);
        for (int i = 0; i < 3000; i++) {
            List<String> lines = new ArrayList<>();
            long second = 0;
            for (int n = random.nextInt(12); n > 0; n--) {
                if (random.nextInt(3) == 0) {
                    lines.add("\tat somewhere");
                } else {
                    second += random.nextInt(3);
                    lines.add(START.plusSeconds(second) + " INFO x");
                }
            }
            Instant since = START.plusSeconds(random.nextInt(20));

            List<String> kept = StampedLines.since(since, lines);

            assertThat(kept).isEqualTo(lines.subList(lines.size() - kept.size(), lines.size()));
            long old =
                    kept.stream()
                            .map(StampedLines::stamp)
                            .flatMap(Optional::stream)
                            .filter(at -> at.isBefore(since))
                            .count();
            assertThat(old).as("%s since %s", lines, since).isZero();
            long young =
                    lines.stream()
                            .map(StampedLines::stamp)
                            .flatMap(Optional::stream)
                            .filter(at -> !at.isBefore(since))
                            .count();
            assertThat(kept.stream().map(StampedLines::stamp).flatMap(Optional::stream))
                    .hasSize((int) young);
        }
    }

    @Test
    void aQueryTakesTheNewestOfTheYoung() {
        List<String> lines =
                List.of(
                        START + " a",
                        START.plusSeconds(1) + " b",
                        "c",
                        START.plusSeconds(2) + " d");

        assertThat(new LogQuery(10, Optional.of(START.plusSeconds(1))).of(lines))
                .isEqualTo(lines.subList(1, 4));
        assertThat(new LogQuery(2, Optional.of(START.plusSeconds(1))).of(lines))
                .isEqualTo(lines.subList(2, 4));
        assertThat(new LogQuery(0, Optional.empty()).of(lines)).isEmpty();
        assertThat(new LogQuery(9, Optional.of(START.plusSeconds(3))).of(lines)).isEmpty();
    }
}
