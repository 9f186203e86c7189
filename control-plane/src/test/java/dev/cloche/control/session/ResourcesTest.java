package dev.cloche.control.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloche.api.template.ResourceLimits;
import dev.cloche.control.kernel.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ResourcesTest {

    private static final ResourceLimits TEMPLATE = new ResourceLimits("1", "512Mi", "1Gi", 128);

    @Test
    void whatIsNotAskedForComesFromTheTemplate() {
        assertThat(Resources.choose(null, TEMPLATE)).isEqualTo(TEMPLATE);
        assertThat(Resources.choose(new ResourceLimits("2", null, null, null), TEMPLATE))
                .isEqualTo(new ResourceLimits("2", "512Mi", "1Gi", 128));
    }

    @ParameterizedTest
    @CsvSource({"0.5,256Mi,1Gi,32", "4,8Gi,50Gi,1024", "4.0,8192Mi,51200Mi,100"})
    void theBoundsThemselvesAreAllowed(String cpu, String memory, String disk, int processes) {
        ResourceLimits asked = new ResourceLimits(cpu, memory, disk, processes);

        assertThat(Resources.choose(asked, TEMPLATE)).isEqualTo(asked);
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "0.4,-,-,-",
                "4.01,-,-,-",
                "NaN,-,-,-",
                "1e1,-,-,-",
                "-1,-,-,-",
                "-,255Mi,-,-",
                "-,9Gi,-,-",
                "-,1G,-,-",
                "-,-,1023Mi,-",
                "-,-,51Gi,-",
                "-,-,-,31",
                "-,-,-,1025"
            },
            nullValues = "-")
    void beyondThemIsRefused(String cpu, String memory, String disk, Integer processes) {
        ResourceLimits asked = new ResourceLimits(cpu, memory, disk, processes);

        assertThatThrownBy(() -> Resources.choose(asked, TEMPLATE)).isInstanceOf(Refusal.class);
    }

    @Test
    void anExecutorGetsNumbers() {
        var limits = Resources.forRuns(new ResourceLimits("1.5", "512Mi", "2Gi", 64));

        assertThat(limits.cpuCores()).isEqualTo(1.5);
        assertThat(limits.memoryBytes()).isEqualTo(512L << 20);
        assertThat(limits.diskBytes()).isEqualTo(2L << 30);
        assertThat(limits.maxProcesses()).isEqualTo(64);
    }
}
