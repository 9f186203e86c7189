package dev.cloche.cli.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ProcessStatTest {

    @Test
    void aLineOfTheKernelIsUnderstood() {
        ProcessStat stat =
                ProcessStat.parse(
                        "8052 (postgres) S 7908 8052 8052 0 -1 4194560 3457 6101 31 0 12 7 431 96"
                                + " 20 0 3 0 98123 245137408 5085 18446744073709551615 1 1 0 0 0 0"
                                + " 4194304 19935232 84487 0 0 0 17 1 0 0 0 0 0 0 0 0 0 0 0 0 0\n");

        assertThat(stat).isEqualTo(new ProcessStat(8052, 7908, "postgres", 19, 3, 98123));
    }

    @Test
    void aProgramMayHaveAnyName() {
        ProcessStat stat =
                ProcessStat.parse(
                        "77 (a) S 1 (b c) R 5 6 7 0 -1 0 0 0 0 0 1 2 3 4 20 0 1 0 9 0 0\n");

        assertThat(stat).isEqualTo(new ProcessStat(77, 5, "a) S 1 (b c", 3, 1, 9));
    }
}
