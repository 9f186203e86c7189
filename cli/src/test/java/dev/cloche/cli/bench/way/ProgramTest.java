package dev.cloche.cli.bench.way;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ProgramTest {

    @ParameterizedTest
    @EnumSource(names = {"PYTHON", "SHELL"})
    void theInterpreterAnswersWithAndWithoutASandbox(Workload workload) {
        try (Program bare = Program.bare(workload);
                Program wrapped = Program.wrapped(workload)) {
            assertThat(bare.run(0)).isPositive();
            assertThat(wrapped.run(0)).isPositive();
        }
    }

    @Test
    void whatIsNotThereSaysNothing() {
        assertThat(Program.says(List.of("/nowhere/python3", "--version"))).isEmpty();
        assertThat(Program.says(List.of("/bin/sh", "-c", "echo 1; exit 3"))).isEmpty();
        assertThat(Program.says(List.of("/bin/sh", "-c", "echo 1"))).contains("1");
    }

    @Test
    void aProgramThatIsMissingIsNamed() {
        assertThatThrownBy(() -> Command.run(List.of("/nowhere/python3")))
                .hasMessageStartingWith("cannot run /nowhere/python3");
    }

    @Test
    void whatAPersonHasSetDoesNotReachThePrograms() {
        assertThat(Program.says(List.of("/usr/bin/env")).orElseThrow().lines())
                .containsExactlyInAnyOrder(
                        "PATH=/usr/local/bin:/usr/bin:/bin", "HOME=/tmp", "LANG=C.UTF-8");
    }
}
