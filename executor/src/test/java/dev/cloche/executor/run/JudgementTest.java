package dev.cloche.executor.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.cloche.api.execution.Language;
import dev.cloche.api.execution.Verdict;
import dev.cloche.api.executor.ReportedOutcome;
import dev.cloche.executor.process.Ending;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The table of verdicts.
final class JudgementTest {

    @ParameterizedTest
    @CsvSource({
        // left or killed with, stop, memory kills, heap exhausted, result
        //   | verdict, outcome, exit code, signal
        "left 0,,false,false,absent, OK,SUCCESS,0,",
        "left 0,,false,false,present, OK,SUCCESS,0,",
        "left 0,,false,true,absent, OK,SUCCESS,0,",
        "left 0,,true,false,absent, OK,SUCCESS,0,",
        "left 0,,false,false,unusable, ERROR,FAILED,1,",
        "left 0,,false,false,no space, OK,SUCCESS,0,",
        "left 1,,false,false,absent, ERROR,FAILED,1,",
        "left 1,,false,false,present, ERROR,FAILED,1,",
        "left 1,,false,false,no space, DISK_FULL,FAILED,1,",
        "left 1,,true,false,absent, OOM,FAILED,1,",
        "left 1,,true,false,no space, OOM,FAILED,1,",
        "left 1,,false,true,absent, OOM,FAILED,1,",
        "left 127,,false,false,absent, ERROR,FAILED,127,",
        "left 128,,false,false,absent, ERROR,FAILED,128,",
        "left 137,,false,false,absent, ERROR,FAILED,137,",
        "left 139,,false,false,absent, ERROR,FAILED,139,",
        "left 255,,false,false,absent, ERROR,FAILED,255,",
        "killed 6,,false,true,absent, OOM,FAILED,134,SIGABRT",
        "killed 5,,false,true,absent, OOM,FAILED,133,SIGTRAP",
        "killed 7,,false,true,absent, OOM,FAILED,135,SIGBUS",
        "killed 6,,false,false,absent, SIGNAL,FAILED,134,SIGABRT",
        "killed 9,,false,true,absent, SIGNAL,FAILED,137,SIGKILL",
        "killed 9,,true,false,absent, OOM,FAILED,137,SIGKILL",
        "killed 9,,false,false,absent, SIGNAL,FAILED,137,SIGKILL",
        "killed 2,,false,false,absent, SIGNAL,FAILED,130,SIGINT",
        "killed 11,,false,false,absent, SIGNAL,FAILED,139,SIGSEGV",
        "killed 11,,true,false,absent, OOM,FAILED,139,SIGSEGV",
        "killed 15,,false,false,absent, SIGNAL,FAILED,143,SIGTERM",
        "killed 24,,false,false,absent, SIGNAL,FAILED,152,SIGXCPU",
        "killed 25,,false,false,absent, SIGNAL,FAILED,153,SIGXFSZ",
        "killed 34,,false,false,absent, SIGNAL,FAILED,162,",
        "all at once,,false,false,absent, SIGNAL,FAILED,137,SIGKILL",
        "all at once,,true,false,absent, OOM,FAILED,137,SIGKILL",
        "all at once,TIMEOUT,false,false,absent, TIMEOUT,TIMEOUT,-1,SIGKILL",
        "all at once,TIMEOUT,true,true,absent, TIMEOUT,TIMEOUT,-1,SIGKILL",
        "left 0,TIMEOUT,false,false,present, TIMEOUT,TIMEOUT,-1,SIGKILL",
        "all at once,OUTPUT_LIMIT,false,false,absent, OUTPUT_LIMIT,FAILED,137,SIGKILL",
        "all at once,OOM,false,false,absent, OOM,FAILED,137,SIGKILL",
        "all at once,OOM,true,false,absent, OOM,FAILED,137,SIGKILL",
        "all at once,DISK_FULL,false,false,absent, DISK_FULL,FAILED,137,SIGKILL",
        "all at once,CPU_LIMIT,false,false,absent, CPU_LIMIT,FAILED,137,SIGKILL",
        "all at once,CANCELLED,false,false,absent, CANCELLED,FAILED,137,SIGKILL",
        "all at once,CANCELLED,true,true,absent, CANCELLED,FAILED,137,SIGKILL",
        "left 0,CANCELLED,false,false,present, CANCELLED,FAILED,137,SIGKILL",
    })
    void judges(
            String exit,
            Ending.Stop stop,
            boolean memoryKills,
            boolean heapExhausted,
            String result,
            Verdict verdict,
            ReportedOutcome outcome,
            int exitCode,
            String signal) {
        var seen =
                new Judgement.Observation(
                        Language.PYTHON, heapExhausted, false, false, result(result));

        Judgement judgement = Judgement.of(over(exit, stop, memoryKills), seen);

        assertThat(judgement)
                .isEqualTo(new Judgement(verdict, outcome, exitCode, Optional.ofNullable(signal)));
    }

    @ParameterizedTest
    @CsvSource({
        // language, ending, CPU spent, file full | verdict
        "PYTHON,killed 24,true,false, CPU_LIMIT",
        "PYTHON,killed 24,false,true, SIGNAL",
        "PYTHON,killed 25,false,true, DISK_FULL",
        "PYTHON,killed 25,true,false, SIGNAL",
        "PYTHON,killed 9,true,true, SIGNAL",
        "PYTHON,left 152,true,false, ERROR",
        "PYTHON,left 153,false,true, ERROR",
        "SHELL,left 152,true,false, CPU_LIMIT",
        "SHELL,left 152,false,true, ERROR",
        "SHELL,left 153,false,true, DISK_FULL",
        "SHELL,left 153,true,false, ERROR",
        "SHELL,left 137,true,true, ERROR",
        "SHELL,left 1,true,true, ERROR",
    })
    void aLimitIsBelievedInWhenItIsReached(
            Language language, String exit, boolean cpuSpent, boolean fileFull, Verdict verdict) {
        var seen =
                new Judgement.Observation(
                        language, false, cpuSpent, fileFull, new ReturnValue.Absent());

        assertThat(Judgement.of(over(exit, null, false), seen).verdict()).isEqualTo(verdict);
    }

    @Test
    void whatThePlatformLostIsCrashed() {
        var seen =
                new Judgement.Observation(
                        Language.SHELL, true, true, true, new ReturnValue.NoMemory());

        assertThat(Judgement.of(new Ending.Lost("gone"), seen).verdict())
                .isEqualTo(Verdict.CRASHED);
        assertThat(Judgement.of(new Ending.NotStarted("no"), seen))
                .isEqualTo(
                        new Judgement(
                                Verdict.CRASHED, ReportedOutcome.CRASHED, -1, Optional.empty()));
    }

    private static ReturnValue result(String name) {
        return switch (name) {
            case "absent" -> new ReturnValue.Absent();
            case "present" -> new ReturnValue.Present(NullNode.getInstance());
            case "no space" -> new ReturnValue.NoSpace();
            default -> new ReturnValue.Unusable("why");
        };
    }

    private static Ending over(String exit, Ending.Stop stop, boolean memoryKills) {
        return new Ending.Over(
                exit(exit),
                Optional.ofNullable(stop),
                memoryKills,
                Duration.ZERO,
                new Ending.Usage(Duration.ZERO, 0, 0, 0),
                new Ending.Written(0, 0, 0),
                new Ending.Changes(List.of(), false),
                "");
    }

    private static Optional<Ending.Exit> exit(String words) {
        String number = words.substring(words.indexOf(' ') + 1);
        return switch (words.substring(0, words.indexOf(' '))) {
            case "left" -> Optional.of(new Ending.Exit.Left(Integer.parseInt(number)));
            case "killed" -> Optional.of(new Ending.Exit.Killed(Integer.parseInt(number)));
            default -> Optional.empty();
        };
    }
}
