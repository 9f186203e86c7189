package dev.cloche.executor.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.cloche.api.execution.Language;
import dev.cloche.api.execution.Verdict;
import dev.cloche.api.executor.ReportedOutcome;
import dev.cloche.executor.process.Ending;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The table of verdicts.
final class JudgementTest {

    @ParameterizedTest
    @CsvSource({
        // exit, stop, heap exhausted, result | verdict, outcome, exit code, signal
        "0,,false,absent, OK,SUCCESS,0,",
        "0,,false,present, OK,SUCCESS,0,",
        "0,,true,absent, OK,SUCCESS,0,",
        "0,,false,unusable, ERROR,FAILED,1,",
        "1,,false,absent, ERROR,FAILED,1,",
        "1,,false,present, ERROR,FAILED,1,",
        "127,,false,absent, ERROR,FAILED,127,",
        "128,,false,absent, ERROR,FAILED,128,",
        "255,,false,absent, ERROR,FAILED,255,",
        "1,,true,absent, OOM,FAILED,1,",
        "134,,true,absent, OOM,FAILED,134,SIGABRT",
        "133,,true,absent, OOM,FAILED,133,SIGTRAP",
        "134,,false,absent, SIGNAL,FAILED,134,SIGABRT",
        "137,,true,absent, SIGNAL,FAILED,137,SIGKILL",
        "137,,false,absent, SIGNAL,FAILED,137,SIGKILL",
        "139,,false,absent, SIGNAL,FAILED,139,SIGSEGV",
        "143,,false,absent, SIGNAL,FAILED,143,SIGTERM",
        "152,,false,absent, CPU_LIMIT,FAILED,152,SIGXCPU",
        "153,,false,absent, DISK_FULL,FAILED,153,SIGXFSZ",
        "137,TIMEOUT,false,absent, TIMEOUT,TIMEOUT,-1,SIGKILL",
        "0,TIMEOUT,false,present, TIMEOUT,TIMEOUT,-1,SIGKILL",
        "137,OUTPUT_LIMIT,false,absent, OUTPUT_LIMIT,FAILED,137,SIGKILL",
        "137,CANCELLED,false,absent, CANCELLED,FAILED,137,SIGKILL",
        "137,CANCELLED,true,absent, CANCELLED,FAILED,137,SIGKILL",
    })
    void judges(
            int exit,
            Ending.Stop stop,
            boolean heapExhausted,
            String result,
            Verdict verdict,
            ReportedOutcome outcome,
            int exitCode,
            String signal) {
        var seen = new Judgement.Observation(Language.PYTHON, heapExhausted, result(result));

        Judgement judgement = Judgement.of(over(exit, stop), seen);

        assertThat(judgement)
                .isEqualTo(new Judgement(verdict, outcome, exitCode, Optional.ofNullable(signal)));
    }

    @Test
    void whatThePlatformLostIsCrashed() {
        var seen = new Judgement.Observation(Language.SHELL, true, new ReturnValue.NoMemory());

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
            default -> new ReturnValue.Unusable("why");
        };
    }

    private static Ending over(int exit, Ending.Stop stop) {
        return new Ending.Over(
                exit,
                Optional.ofNullable(stop),
                Duration.ZERO,
                new Ending.Usage(Duration.ZERO, 0, 0, 0),
                new Ending.Written(0, 0, 0),
                "");
    }
}
