package dev.cloche.executor.run;

import dev.cloche.api.execution.Language;
import dev.cloche.api.execution.Verdict;
import dev.cloche.api.executor.ReportedOutcome;
import dev.cloche.executor.process.Ending;
import java.util.Optional;

/// How a run is seen to have ended.
///
/// @param exitCode -1 when it was stopped at its time limit, or lost
/// @param signal the name of the signal that ended it
record Judgement(Verdict verdict, ReportedOutcome outcome, int exitCode, Optional<String> signal) {

    private static final int SIGNALLED = 128;
    private static final int BUS = 7;
    private static final int ABORTED = 6;
    private static final int TRAPPED = 5;
    private static final int KILLED = 9;
    private static final int CPU = 24;
    private static final int FILE_SIZE = 25;

    /// What was seen of a run, apart from its ending.
    ///
    /// @param heapExhausted whether its interpreter says that memory was not enough
    /// @param result how its return value turned out
    record Observation(Language language, boolean heapExhausted, ReturnValue result) {}

    /// Decides, of all there is to see.
    static Judgement of(Ending ending, Observation seen) {
        return switch (ending) {
            case Ending.NotStarted _, Ending.Lost _ -> lost();
            case Ending.Over over ->
                    over.stop().map(Judgement::stopped).orElseGet(() -> ended(over.exit(), seen));
        };
    }

    private static Judgement lost() {
        return new Judgement(Verdict.CRASHED, ReportedOutcome.CRASHED, -1, Optional.empty());
    }

    private static Judgement stopped(Ending.Stop stop) {
        return switch (stop) {
            case TIMEOUT ->
                    new Judgement(
                            Verdict.TIMEOUT, ReportedOutcome.TIMEOUT, -1, Optional.of("SIGKILL"));
            case OUTPUT_LIMIT -> killed(Verdict.OUTPUT_LIMIT);
            case CANCELLED -> killed(Verdict.CANCELLED);
        };
    }

    private static Judgement killed(Verdict verdict) {
        return new Judgement(
                verdict, ReportedOutcome.FAILED, SIGNALLED + KILLED, Optional.of("SIGKILL"));
    }

    private static Judgement ended(int exit, Observation seen) {
        if (exit == 0) {
            return seen.result() instanceof ReturnValue.Unusable
                    ? failed(Verdict.ERROR, 1, Optional.empty())
                    : new Judgement(Verdict.OK, ReportedOutcome.SUCCESS, 0, Optional.empty());
        }
        Optional<String> signal = SignalNames.of(exit - SIGNALLED);
        if (seen.heapExhausted() && exhausts(exit - SIGNALLED)) {
            return failed(Verdict.OOM, exit, signal);
        }
        if (signal.isEmpty()) {
            return failed(Verdict.ERROR, exit, signal);
        }
        return switch (exit - SIGNALLED) {
            case CPU -> failed(Verdict.CPU_LIMIT, exit, signal);
            case FILE_SIZE -> failed(Verdict.DISK_FULL, exit, signal);
            default -> failed(Verdict.SIGNAL, exit, signal);
        };
    }

    // An interpreter without memory raises, or aborts itself in one of these ways.
    private static boolean exhausts(int signal) {
        return signal < 0 || signal == TRAPPED || signal == ABORTED || signal == BUS;
    }

    private static Judgement failed(Verdict verdict, int exit, Optional<String> signal) {
        return new Judgement(verdict, ReportedOutcome.FAILED, exit, signal);
    }
}
