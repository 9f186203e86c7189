package dev.cloche.cli.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class MemoryTest {

    @Test
    void theProportionalSetSizeIsFoundAmongItsParts() {
        String rollup =
                """
                00400000-7ffd1b5fe000 ---p 00000000 00:00 0                    [rollup]
                Rss:               11564 kB
                Pss:                6213 kB
                Pss_Dirty:          3072 kB
                Pss_Anon:           3000 kB
                """;

        assertThat(Memory.value(rollup, "Pss:")).hasValue(6213);
        assertThat(Memory.value(rollup, "Rss:")).hasValue(11564);
        assertThat(Memory.value(rollup, "VmRSS:")).isEmpty();
    }

    @Test
    void thisProcessHasMemoryAndSharesSomeOfIt() {
        Memory own = Memory.of(List.of(ProcessHandle.current().pid()));

        assertThat(own.pssKb()).isPositive().isLessThanOrEqualTo(own.rssKb());
        assertThat(own.guessed()).isZero();
    }

    @Test
    void aProcessThatHasEndedHasNone() {
        assertThat(Memory.of(List.of(Long.MAX_VALUE))).isEqualTo(Memory.NONE);
    }

    @Test
    void sumsAreOfEachPart() {
        assertThat(new Memory(5, 3, 1).plus(new Memory(7, 4, 0))).isEqualTo(new Memory(12, 7, 1));
    }
}
