package dev.cloche.control.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.api.execution.ExecutionStatus;
import dev.cloche.api.execution.Metrics;
import dev.cloche.api.execution.Verdict;
import dev.cloche.api.executor.ReportedOutcome;
import dev.cloche.api.executor.RunReport;
import dev.cloche.control.execution.ReportJudge.Digest;
import dev.cloche.control.execution.ReportJudge.Judgement;
import dev.cloche.control.execution.ReportJudge.Known;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class ReportsTest {

    private static final Digest ONE = new Digest(new byte[] {1});
    private static final Digest TWO = new Digest(new byte[] {2});

    @ParameterizedTest
    @CsvSource({
        "SUCCESS,OK,COMPLETED",
        "FAILED,ERROR,FAILED",
        "FAILED,OOM,FAILED",
        "FAILED,SIGNAL,FAILED",
        "FAILED,OUTPUT_LIMIT,FAILED",
        "FAILED,CANCELLED,CANCELLED",
        "SUCCESS,CANCELLED,CANCELLED",
        "TIMEOUT,TIMEOUT,TIMEOUT",
        "CRASHED,CRASHED,FAILED"
    })
    void aReportDecidesTheFinalStatus(
            ReportedOutcome outcome, Verdict verdict, ExecutionStatus status) {
        assertThat(Conclusion.of(report(outcome, verdict)).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"SUCCESS,OK", "FAILED,ERROR", "TIMEOUT,TIMEOUT", "CRASHED,CRASHED"})
    void aReportWithoutAVerdictGetsThePlainOne(ReportedOutcome outcome, Verdict verdict) {
        assertThat(Conclusion.of(report(outcome, null)).verdict()).isEqualTo(verdict);
    }

    @Test
    void everyConclusionIsFinal() {
        for (ReportedOutcome outcome : ReportedOutcome.values()) {
            for (Verdict verdict : Verdict.values()) {
                assertThat(Conclusion.of(report(outcome, verdict)).status().isFinal()).isTrue();
            }
        }
        assertThat(Conclusion.lost("x").status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(Conclusion.cancelled("x").status()).isEqualTo(ExecutionStatus.CANCELLED);
    }

    @Test
    void anotherContainersExecutionIsUnknown() {
        assertThat(ReportJudge.judge(Optional.empty(), 1, ONE)).isEqualTo(Judgement.UNKNOWN);
    }

    @ParameterizedTest
    @EnumSource(ExecutionStatus.class)
    void onlyWhatIsNotFinalTakesAReport(ExecutionStatus status) {
        Optional<Digest> before = status.isFinal() ? Optional.of(ONE) : Optional.empty();
        Known known = new Known(status, 1, before);

        Judgement same = ReportJudge.judge(Optional.of(known), 1, ONE);
        Judgement other = ReportJudge.judge(Optional.of(known), 1, TWO);

        assertThat(same).isEqualTo(status.isFinal() ? Judgement.REPEAT : Judgement.ACCEPT);
        assertThat(other).isEqualTo(status.isFinal() ? Judgement.CONFLICT : Judgement.ACCEPT);
    }

    @Test
    void aReportOfAnEarlierAttemptChangesNothing() {
        Known second = new Known(ExecutionStatus.RUNNING, 2, Optional.empty());

        assertThat(ReportJudge.judge(Optional.of(second), 1, ONE)).isEqualTo(Judgement.CONFLICT);
        assertThat(ReportJudge.judge(Optional.of(second), 2, ONE)).isEqualTo(Judgement.ACCEPT);
        assertThat(ReportJudge.judge(Optional.of(second), 0, ONE)).isEqualTo(Judgement.ACCEPT);
    }

    private static RunReport report(ReportedOutcome outcome, Verdict verdict) {
        return new RunReport(
                outcome,
                "",
                "",
                0,
                0.0,
                new Metrics(0, 0, 0, 0, 0, 0),
                null,
                List.of(),
                verdict,
                null,
                false,
                false,
                1,
                null,
                null,
                null,
                null);
    }
}
