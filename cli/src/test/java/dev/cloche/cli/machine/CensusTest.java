package dev.cloche.cli.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CensusTest {

    @Test
    void descriptorsThreadsAndMountsAreThoseOfTheKernel() throws Exception {
        long self = ProcessHandle.current().pid();
        int mounts = Files.readAllLines(Path.of("/proc/self/mountinfo")).size();

        Census census = Census.of(ProcessTable.now(), List.of(self));

        assertThat(census.processes()).isEqualTo(1);
        assertThat(census.descriptors()).isGreaterThan(3);
        assertThat(census.threads()).isGreaterThan(1);
        assertThat(census.mounts()).isEqualTo(mounts);
        assertThat(census.closed()).isZero();
    }

    @Test
    void aNamespaceThatTwoShareIsCountedOnce() throws Exception {
        Process child = new ProcessBuilder("sleep", "60").start();
        try {
            long self = ProcessHandle.current().pid();
            ProcessTable table = ProcessTable.now();

            Census both = Census.of(table, Set.of(self, child.pid()));

            assertThat(both.processes()).isEqualTo(2);
            assertThat(both.mounts()).isEqualTo(Census.of(table, Set.of(self)).mounts());
        } finally {
            child.destroyForcibly();
        }
    }

    @Test
    void nobodyHoldsNothing() {
        assertThat(Census.of(ProcessTable.now(), Set.of()))
                .isEqualTo(new Census(Memory.NONE, 0, 0, 0, 0, 0));
    }
}
