package dev.cloche.cli.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ProcessorsTest {

    @Test
    void waitingAndWhatOtherMachinesTookIsNoWork() {
        String stat = "cpu  1 20 300 4000 50000 600000 7000000 80000000 9 9\ncpu0 1 1 1 1\n";

        assertThat(Processors.busyMillis(stat)).isEqualTo(10.0 * (1 + 20 + 300 + 600000 + 7000000));
    }

    @Test
    void whatThisProcessWorksIsAmongIt() {
        double before = Processors.busyMillis();
        double own = ProcessTable.ownMillis();

        while (ProcessTable.ownMillis() < own + 200) {
            Thread.onSpinWait();
        }

        assertThat(Processors.busyMillis() - before).isGreaterThan(100);
    }
}
