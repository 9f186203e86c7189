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
    /// @param cpuSpent whether it used as much processor time as one process may
    /// @param fileFull whether it left a file as large as a file may be
    /// @param result how its return value turned out
    record Observation(
            Language language,
            boolean heapExhausted,
            boolean cpuSpent,
            boolean fileFull,
            ReturnValue result) {}

    /// Decides, of all there is to see.
    static Judgement of(Ending ending, Observation seen) {
        return switch (ending) {
            case Ending.NotStarted _, Ending.Lost _ -> lost();
            case Ending.Over over ->
                    over.stop().map(Judgement::stopped).orElseGet(() -> ended(over, seen));
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
            case OOM -> killed(Verdict.OOM);
            case DISK_FULL -> killed(Verdict.DISK_FULL);
            case CPU_LIMIT -> killed(Verdict.CPU_LIMIT);
            case CANCELLED -> killed(Verdict.CANCELLED);
        };
    }

    private static Judgement killed(Verdict verdict) {
        return failed(verdict, SIGNALLED + KILLED, SignalNames.of(KILLED));
    }

    private static Judgement ended(Ending.Over over, Observation seen) {
        // Its first process is out of its own reach: if that went with it, it was taken as a whole.
        Ending.Exit exit = over.exit().orElse(new Ending.Exit.Killed(KILLED));
        return switch (exit) {
            case Ending.Exit.Left(int code) when code == 0 -> succeeded(seen);
            case Ending.Exit.Left(int code) ->
                    failed(left(code, over, seen), code, Optional.empty());
            case Ending.Exit.Killed(int signal) ->
                    failed(killed(signal, over, seen), SIGNALLED + signal, SignalNames.of(signal));
        };
    }

    private static Judgement succeeded(Observation seen) {
        return seen.result() instanceof ReturnValue.Unusable
                ? failed(Verdict.ERROR, 1, Optional.empty())
                : new Judgement(Verdict.OK, ReportedOutcome.SUCCESS, 0, Optional.empty());
    }

    private static Verdict left(int code, Ending.Over over, Observation seen) {
        if (over.memoryKills() || seen.heapExhausted()) {
            return Verdict.OOM;
        }
        if (seen.result() instanceof ReturnValue.NoSpace) {
            return Verdict.DISK_FULL;
        }
        return seen.language() == Language.SHELL
                ? limit(code - SIGNALLED, seen).orElse(Verdict.ERROR)
                : Verdict.ERROR;
    }

    // The kernel sends these at a limit, and anybody can send them: the limit has to be reached. A
    // shell leaves with their numbers when they ended the last of its commands.
    private static Optional<Verdict> limit(int signal, Observation seen) {
        if (signal == CPU && seen.cpuSpent()) {
            return Optional.of(Verdict.CPU_LIMIT);
        }
        return signal == FILE_SIZE && seen.fileFull()
                ? Optional.of(Verdict.DISK_FULL)
                : Optional.empty();
    }

    private static Verdict killed(int signal, Ending.Over over, Observation seen) {
        if (over.memoryKills() || (seen.heapExhausted() && exhausts(signal))) {
            return Verdict.OOM;
        }
        return limit(signal, seen).orElse(Verdict.SIGNAL);
    }

    // An interpreter without memory aborts itself in one of these ways.
    private static boolean exhausts(int signal) {
        return signal == TRAPPED || signal == ABORTED || signal == BUS;
    }

    private static Judgement failed(Verdict verdict, int exit, Optional<String> signal) {
        return new Judgement(verdict, ReportedOutcome.FAILED, exit, signal);
    }
}
