package dev.cloche.cli.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.cli.machine.Census;
import dev.cloche.cli.machine.Memory;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LedgerTest {

    @Test
    void growthIsFromTheFirstToTheLast() {
        Moment before = new Moment("before", census(100, 5), census(7, 1), census(50, 9), 3, 40);
        Moment middle = new Moment("50 %", census(900, 5), census(7, 1), census(50, 9), 3, 41);
        Moment after = new Moment("after", census(130, 5), census(6, 1), census(50, 11), 3, 42);

        String table = new Ledger(List.of(before, middle, after)).markdown();

        assertThat(table)
                .startsWith("| | before | 50 % | after | growth |\n|---|--:|--:|--:|--:|\n")
                .contains("| control plane: RSS KB | 100 | 900 | 130 | +30 |\n")
                .contains("| control plane: processes | 1 | 1 | 1 | 0 |\n")
                .contains("| PostgreSQL: PSS KB | 6 | 6 | 5 | -1 |\n")
                .contains("| executors: descriptors | 9 | 9 | 11 | +2 |\n")
                .contains("| control groups cloche*, of the whole machine | 3 | 3 | 3 | 0 |\n")
                .endsWith("| files below the data directory | 40 | 41 | 42 | +2 |\n");
        assertThat(table.lines()).hasSize(2 + 3 * 6 + 2);
    }

    @Test
    void whatCouldNotBeSeenIsSaid() {
        Census open = census(1, 1);
        Census hidden = new Census(Memory.NONE, 3, 3, 0, 0, 3);

        String table = new Ledger(List.of(new Moment("now", open, open, hidden, 0, 0))).markdown();

        assertThat(table)
                .contains("| executors: closed, not counted | 3 | 0 |\n")
                .doesNotContain("PostgreSQL: closed");
    }

    private static Census census(long rss, int descriptors) {
        return new Census(new Memory(rss, rss - 1, 0), 1, 2, descriptors, 4, 0);
    }
}
