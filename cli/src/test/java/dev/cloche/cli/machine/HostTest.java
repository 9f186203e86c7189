package dev.cloche.cli.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class HostTest {

    @Test
    void theCpuIsCalledAsTheKernelCallsIt() {
        assertThat(
                        Host.cpu(
                                """
                                processor	: 0
                                model		: 106
                                model name	: Intel(R) Xeon(R) Processor
                                processor	: 1
                                model name	: another
                                """))
                .isEqualTo("Intel(R) Xeon(R) Processor");
    }

    @Test
    void aCpuNeedNotHaveAName() {
        assertThat(Host.cpu("processor : 0\nBogoMIPS : 50\n")).isEqualTo("unnamed CPU");
    }

    @Test
    void thisMachineHasCoresMemoryAndAKernel() {
        Host here = Host.here();

        assertThat(here.cores()).isPositive();
        assertThat(here.memoryMb()).isPositive();
        assertThat(here.kernel()).matches("[0-9]+\\.[0-9]+.*");
    }
}
