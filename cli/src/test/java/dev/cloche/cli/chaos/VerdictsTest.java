package dev.cloche.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloche.cli.platform.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

final class VerdictsTest {
    private static final Verdicts QUIET = new Verdicts(List.of(), 1000);
    private static final Verdicts AFTER_A_CRASH =
            new Verdicts(List.of(new Happening(Fault.EXECUTOR_KILLED, 500, 600)), 1000);
    private static final Verdicts AFTER_A_RESTART =
            new Verdicts(List.of(new Happening(Fault.CONTROL_PLANE_KILLED, 500, 600)), 1000);

    private static final JsonNode RIGHT = view("completed", "ok", "21\\n", 1);
    private static final JsonNode CRASHED = view("failed", "crashed", "", 1);

    @Test
    void whatEndedAsItMustIsRight() {
        assertThat(QUIET.faults(claim(false), RIGHT, 900)).isEmpty();
    }

    @Test
    void whatIsStillOpenIsWrong() {
        assertThat(QUIET.faults(claim(false), view("running", "", "", 1), 900))
                .containsExactly("it is still running");
    }

    @Test
    void otherWordsAreWrong() {
        assertThat(QUIET.faults(claim(false), view("completed", "ok", "22\\n", 1), 900))
                .singleElement()
                .asString()
                .contains("22");
    }

    @Test
    void onlyAFaultThatLosesRunsExcusesACrash() {
        assertThat(QUIET.faults(claim(false), CRASHED, 900)).hasSize(1);
        assertThat(AFTER_A_RESTART.faults(claim(false), CRASHED, 900)).hasSize(1);
        assertThat(AFTER_A_CRASH.faults(claim(false), CRASHED, 900)).isEmpty();
    }

    @Test
    void onlyReportsThatAreMissedForAMinuteExcuseACrash() {
        Verdicts afterLittle =
                new Verdicts(List.of(new Happening(Fault.REPORTS_CUT, 500, 50_500)), 1000);
        Verdicts afterMuch =
                new Verdicts(List.of(new Happening(Fault.REPORTS_CUT, 500, 58_500)), 1000);

        assertThat(afterLittle.faults(claim(false), CRASHED, 900)).hasSize(1);
        assertThat(afterMuch.faults(claim(false), CRASHED, 900)).isEmpty();
    }

    @Test
    void anEndThatChangesIsWrong() {
        Claim claim = claim(false);
        claim.ended(CRASHED.path("result"), 700);
        assertThat(AFTER_A_CRASH.faults(claim, RIGHT, 900)).hasSize(1);
    }

    @Test
    void whatMustNotRunTwiceIsTriedOnce() {
        JsonNode second = view("completed", "ok", "21\\n", 2);
        assertThat(AFTER_A_CRASH.faults(claim(false), second, 900)).isEmpty();
        assertThat(AFTER_A_CRASH.faults(claim(true), second, 900)).hasSize(1);
        assertThat(AFTER_A_CRASH.faults(claim(false), view("completed", "ok", "21\\n", 5), 900))
                .hasSize(1);
    }

    @Test
    void marksTellHowOftenItBegan() {
        assertThat(QUIET.marks(claim(false), RIGHT, 1)).isEmpty();
        assertThat(QUIET.marks(claim(false), RIGHT, 0)).isNotEmpty();
        assertThat(QUIET.marks(claim(false), RIGHT, 2)).isNotEmpty();
        JsonNode second = view("completed", "ok", "21\\n", 2);
        assertThat(QUIET.marks(claim(false), second, 2)).isEmpty();
        assertThat(QUIET.marks(claim(true), second, 2)).isNotEmpty();
    }

    private static Claim claim(boolean once) {
        return new Claim(
                "c1-1", new Step(Errand.PRINT, 7, once, "multi-language", false, 0), "sess_a", 400);
    }

    private static JsonNode view(String status, String verdict, String stdout, int attempt) {
        try {
            return Json.MAPPER.readTree(
                    """
                    {"status": "%s", "attempt": %d,
                     "result": {"verdict": "%s", "stdout": "%s", "exit_code": 0}}
                    """
                            .formatted(status, attempt, verdict, stdout));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
