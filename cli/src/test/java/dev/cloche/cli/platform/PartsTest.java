package dev.cloche.cli.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.cli.machine.ProcessStat;
import dev.cloche.cli.machine.ProcessTable;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class PartsTest {

    @Test
    void everyProcessBelongsToOnePart() {
        ProcessTable table =
                table(
                        process(10, 1, "java"),
                        process(11, 10, "postgres"),
                        process(12, 11, "postgres"),
                        process(20, 10, "sh"),
                        process(21, 20, "bwrap"),
                        process(22, 21, "postgres"),
                        process(30, 10, "helper"),
                        process(40, 1, "stranger"));

        Parts parts = Parts.of(table, 10, List.of(20L));

        assertThat(parts.controlPlane()).containsExactlyInAnyOrder(10L, 30L);
        assertThat(parts.postgres()).containsExactlyInAnyOrder(11L, 12L);
        assertThat(parts.executors()).containsExactlyInAnyOrder(20L, 21L, 22L);
        assertThat(parts.all()).containsExactly(10L, 11L, 12L, 20L, 21L, 22L, 30L);
    }

    @Test
    void containersOfAnEarlierControlPlaneArePartsToo() {
        ProcessTable table =
                table(process(10, 1, "java"), process(20, 1, "sh"), process(21, 20, "bwrap"));

        assertThat(Parts.of(table, 10, List.of(20L)).executors())
                .containsExactlyInAnyOrder(20L, 21L);
    }

    private static ProcessStat process(long pid, long parent, String name) {
        return new ProcessStat(pid, parent, name, 0, 1, 0);
    }

    private static ProcessTable table(ProcessStat... processes) {
        return new ProcessTable(
                Arrays.stream(processes)
                        .collect(Collectors.toMap(ProcessStat::pid, Function.identity())));
    }
}
