package dev.cloche.control.container;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class UsageTest {

    @Test
    void whatIsNotIdleIsBusy() {
        Usage.Times before = Usage.times("cpu  100 0 100 700 100 0 0 0 50 0\ncpu0 1 1 1 1\n");
        Usage.Times after = Usage.times("cpu  130 0 120 740 110 0 0 0 80 0\ncpu0 1 1 1 1\n");

        assertThat(after.busySince(before)).isEqualTo(0.5);
        assertThat(after.busySince(after)).isZero();
    }

    @Test
    void whatIsNotAvailableIsUsed() {
        assertThat(Usage.memory("MemTotal:  1000 kB\nMemFree: 10 kB\nMemAvailable: 250 kB\n"))
                .isEqualTo(0.75);
    }
}
