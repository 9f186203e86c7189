package dev.cloche.cli.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.api.execution.ExecutionId;
import dev.cloche.api.execution.ExecutionResult;
import dev.cloche.api.execution.Metrics;
import dev.cloche.api.execution.Outcome;
import dev.cloche.api.execution.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ErrandTest {

    @Test
    void theRightEndIsNoFault() {
        assertThat(Errand.EXIT.fault(result(Verdict.ERROR, "so far\n"))).isEmpty();
        assertThat(Errand.OVERSTAY.fault(result(Verdict.TIMEOUT, "so far\n"))).isEmpty();
    }

    @Test
    void anotherVerdictOrAnotherOutputIsOne() {
        assertThat(Errand.PRINT.fault(result(Verdict.CRASHED, "2\n")).orElseThrow())
                .contains("PRINT gave the verdict crashed", "instead of ok");
        assertThat(Errand.PRINT.fault(result(Verdict.OK, "3\n")).orElseThrow())
                .contains("printed '3'", "and '2'");
    }

    @Test
    void aFaultIsAsShortAsALine() {
        String fault = Errand.PRINT.fault(result(Verdict.OK, "y\n".repeat(9999))).orElseThrow();

        assertThat(fault).hasSizeLessThan(400).doesNotContain("\n");
    }

    @Test
    void onlyWhatIsToOverstayHasLittleTime() {
        assertThat(Errand.OVERSTAY.execution().timeout()).isEqualTo(1);
        assertThat(Errand.PRINT.execution().timeout()).isEqualTo(30);
    }

    private static ExecutionResult result(Verdict verdict, String stdout) {
        return new ExecutionResult(
                new ExecutionId("exec_20000101_00000001"),
                Outcome.FAILED,
                verdict,
                stdout,
                "",
                false,
                false,
                0,
                null,
                0.1,
                null,
                new Metrics(0, 0, 0, 0, 0, 0),
                List.of(),
                List.of(),
                false,
                null);
    }
}
