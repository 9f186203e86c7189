package dev.cloche.cli.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class ProcessTableTest {

    @Test
    void aTreeHasTheChildrenOfChildrenAndNobodyElse() {
        ProcessTable table = table(process(1, 0), process(2, 1), process(3, 2), process(4, 1));

        assertThat(table.tree(Set.of(2L))).containsExactly(2L, 3L);
        assertThat(table.tree(Set.of(1L))).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void aRootThatIsGoneHasNoTree() {
        assertThat(table(process(2, 9)).tree(Set.of(9L))).isEmpty();
    }

    @Test
    void threadsAreThoseOfTheProcessesThatAreThere() {
        ProcessTable table = table(process(1, 0), process(2, 1));

        assertThat(table.threads(List.of(1L, 2L, 99L))).isEqualTo(4);
    }

    @Test
    void thisProcessIsThereAndHasUsedTheCpu() {
        long self = ProcessHandle.current().pid();

        ProcessTable table = ProcessTable.now();

        assertThat(table.tree(Set.of(self))).contains(self);
        assertThat(ProcessTable.ownMillis()).isPositive();
    }

    private static ProcessStat process(long pid, long parent) {
        return new ProcessStat(pid, parent, "p", 5, 2, 0);
    }

    private static ProcessTable table(ProcessStat... processes) {
        return new ProcessTable(
                Arrays.stream(processes)
                        .collect(Collectors.toMap(ProcessStat::pid, Function.identity())));
    }
}
