package dev.cloche.cli.bench.way;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloche.cli.kernel.Exit;
import dev.cloche.cli.kernel.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class WorkloadTest {

    @ParameterizedTest
    @EnumSource(Workload.class)
    void theRightAnswerIsTwo(Workload workload) {
        assertThatCode(() -> workload.check(Subject.API, "2\n", "")).doesNotThrowAnyException();
    }

    @Test
    void anyOtherAnswerEndsTheMeasurement() {
        assertThatThrownBy(() -> Workload.PYTHON.check(Subject.API, "3\n", "error Traceback"))
                .isInstanceOfSatisfying(
                        Refusal.class, it -> assertThat(it.exit()).isEqualTo(Exit.FAILED))
                .hasMessage(
                        "execute-sync, recorded answered print(1+1) with '3' instead of 2: error"
                                + " Traceback");
    }

    @Test
    void whatTakesLongIsMeasuredLessOften() {
        assertThat(Workload.PYTHON.runs(200)).isEqualTo(200);
        assertThat(Workload.PANDAS.runs(200)).isEqualTo(50);
        assertThat(Workload.PANDAS.runs(1)).isEqualTo(1);
    }
}
