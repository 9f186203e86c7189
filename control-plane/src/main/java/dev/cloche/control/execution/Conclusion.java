package dev.cloche.control.execution;

import dev.cloche.api.execution.ExecutionId;
import dev.cloche.api.execution.ExecutionResult;
import dev.cloche.api.execution.ExecutionStatus;
import dev.cloche.api.execution.Metrics;
import dev.cloche.api.execution.Verdict;
import dev.cloche.api.executor.ReportedOutcome;
import dev.cloche.api.executor.RunReport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a report makes of an execution. Pure.
///
/// @param status the final status of the execution
record Conclusion(ExecutionStatus status, Verdict verdict, RunReport report) {

    private static final int KILLED = 128 + 9;

    static Conclusion of(RunReport report) {
        Verdict verdict =
                report.verdict() == null ? plainVerdict(report.status()) : report.verdict();
        return new Conclusion(status(report.status(), verdict), verdict, report);
    }

    /// The platform lost the run, and nobody will report it.
    static Conclusion lost(String why) {
        return of(unseen(ReportedOutcome.CRASHED, Verdict.CRASHED, -1, null, why));
    }

    /// It was killed for its memory, with all that could have reported it.
    static Conclusion starved(String why) {
        return of(unseen(ReportedOutcome.FAILED, Verdict.OOM, KILLED, "SIGKILL", why));
    }

    private static RunReport unseen(
            ReportedOutcome outcome,
            Verdict verdict,
            int exitCode,
            @Nullable String signal,
            String why) {
        return new RunReport(
                outcome,
                "",
                "",
                exitCode,
                0.0,
                new Metrics(0, 0, 0, 0, 0, 0),
                null,
                List.of(),
                verdict,
                signal,
                false,
                false,
                null,
                null,
                why,
                null,
                null);
    }

    /// The run was stopped before anybody could report it.
    static Conclusion cancelled(String why) {
        RunReport lost = lost(why).report();
        return new Conclusion(ExecutionStatus.CANCELLED, Verdict.CANCELLED, lost);
    }

    /// As its caller sees it.
    ExecutionResult result(ExecutionId id) {
        return new ExecutionResult(
                id,
                ExecutionRow.outcome(status),
                verdict,
                report.stdout(),
                report.stderr(),
                Boolean.TRUE.equals(report.stdoutTruncated()),
                Boolean.TRUE.equals(report.stderrTruncated()),
                report.exitCode(),
                report.signal(),
                report.executionTime(),
                report.returnValue(),
                report.metrics(),
                report.artifacts() == null ? List.of() : report.artifacts(),
                report.changes() == null ? List.of() : report.changes(),
                Boolean.TRUE.equals(report.changesTruncated()),
                report.error());
    }

    private static ExecutionStatus status(ReportedOutcome outcome, Verdict verdict) {
        if (verdict == Verdict.CANCELLED) {
            return ExecutionStatus.CANCELLED;
        }
        return switch (outcome) {
            case SUCCESS -> ExecutionStatus.COMPLETED;
            case FAILED, CRASHED -> ExecutionStatus.FAILED;
            case TIMEOUT -> ExecutionStatus.TIMEOUT;
        };
    }

    private static Verdict plainVerdict(ReportedOutcome outcome) {
        return switch (outcome) {
            case SUCCESS -> Verdict.OK;
            case FAILED -> Verdict.ERROR;
            case TIMEOUT -> Verdict.TIMEOUT;
            case CRASHED -> Verdict.CRASHED;
        };
    }
}
