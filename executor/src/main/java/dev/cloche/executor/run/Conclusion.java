package dev.cloche.executor.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cloche.api.execution.FileChange;
import dev.cloche.api.execution.Language;
import dev.cloche.api.execution.Metrics;
import dev.cloche.api.execution.Verdict;
import dev.cloche.api.executor.ReportedOutcome;
import dev.cloche.api.executor.RunReport;
import dev.cloche.executor.process.Ending;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Puts together what is reported of a run that is over.
final class Conclusion {

    private static final double NANOS_PER_MILLI = 1e6;
    private static final double BYTES_PER_MEGABYTE = 1024.0 * 1024.0;
    private static final int NOT_FOUND = 127;

    // The kernel looks at the time that a process has used from time to time.
    private static final Duration CPU_SLACK = Duration.ofMillis(500);
    // How the sandbox calls links, pipes and the like.
    private static final String NO_FILE = "inode/";
    private static final String HEAP = "JavaScript heap out of memory";

    private final ObjectMapper json;

    Conclusion(ObjectMapper json) {
        this.json = json;
    }

    /// The report of a run that was started.
    RunReport of(Run run, Ending ending) {
        Ending seen = run.fate() == Run.Fate.LOST ? new Ending.Lost("the executor ended") : ending;
        Optional<Ending.Over> over =
                ending instanceof Ending.Over one ? Optional.of(one) : Optional.empty();
        CapturedOutput.Text out =
                run.stdout().text(over.map(one -> one.written().stdout()).orElse(0L));
        CapturedOutput.Text err =
                run.stderr().text(over.map(one -> one.written().stderr()).orElse(0L));
        ReturnValue result =
                over.map(one -> ReturnValue.of(one.result(), one.written().result(), json))
                        .orElseGet(ReturnValue.Absent::new);
        Ending.Changes changes =
                over.map(Ending.Over::changes).orElse(new Ending.Changes(List.of(), true));
        Language language = run.request().language();
        boolean heapExhausted =
                result instanceof ReturnValue.NoMemory
                        || (language == Language.JAVASCRIPT && err.value().contains(HEAP));
        Judgement judgement =
                Judgement.of(
                        seen,
                        new Judgement.Observation(
                                language,
                                heapExhausted,
                                cpuSpent(run, over),
                                fileFull(run, changes),
                                result));
        return new RunReport(
                judgement.outcome(),
                out.value(),
                err.value() + complaint(result, err.value()),
                judgement.exitCode(),
                over.map(one -> seconds(one.duration())).orElse(0.0),
                metrics(run, over),
                returned(judgement, result),
                artifacts(changes),
                judgement.verdict(),
                judgement.signal().orElse(null),
                out.truncated(),
                err.truncated(),
                run.request().attempt(),
                run.started(),
                reason(seen, err.value()),
                changes.files(),
                changes.truncated());
    }

    /// The report of a run that never was started: it was cancelled or lost while it waited.
    RunReport ofWaiting(Run run) {
        boolean lost = run.fate() == Run.Fate.LOST;
        return unstarted(
                run.request().attempt(),
                lost ? ReportedOutcome.CRASHED : ReportedOutcome.FAILED,
                lost ? Verdict.CRASHED : Verdict.CANCELLED,
                -1,
                "");
    }

    /// The report of a run that was cancelled before it came.
    RunReport ofCancelled(int attempt) {
        return unstarted(attempt, ReportedOutcome.FAILED, Verdict.CANCELLED, -1, "");
    }

    /// The report of a run whose language is not there.
    RunReport ofMissing(int attempt, String why) {
        return unstarted(attempt, ReportedOutcome.FAILED, Verdict.ERROR, NOT_FOUND, why + "\n");
    }

    private static RunReport unstarted(
            int attempt, ReportedOutcome outcome, Verdict verdict, int exit, String stderr) {
        return new RunReport(
                outcome,
                "",
                stderr,
                exit,
                0.0,
                new Metrics(0, 0, 0, 0, 0, 0),
                null,
                List.of(),
                verdict,
                null,
                false,
                false,
                attempt,
                null,
                null,
                null,
                null);
    }

    private static String complaint(ReturnValue result, String stderr) {
        return switch (result) {
            case ReturnValue.Unusable(var why) ->
                    (stderr.isEmpty() || stderr.endsWith("\n") ? "" : "\n") + why + "\n";
            case ReturnValue.Present _,
                    ReturnValue.Absent _,
                    ReturnValue.NoMemory _,
                    ReturnValue.NoSpace _ ->
                    "";
        };
    }

    private static @Nullable JsonNode returned(Judgement judgement, ReturnValue result) {
        return judgement.verdict() == Verdict.OK && result instanceof ReturnValue.Present(var value)
                ? value
                : null;
    }

    private static @Nullable String reason(Ending ending, String stderr) {
        return switch (ending) {
            case Ending.NotStarted(var why) -> why + ": " + stderr.strip();
            case Ending.Lost(var why) -> why;
            case Ending.Over _ -> null;
        };
    }

    private static boolean cpuSpent(Run run, Optional<Ending.Over> over) {
        Duration one =
                Preparation.cpuTime(
                        run.session().binding().limits().cpuCores(), run.request().timeoutMs());
        return over.filter(end -> end.usage().cpu().compareTo(one.minus(CPU_SLACK)) >= 0)
                .isPresent();
    }

    private static boolean fileFull(Run run, Ending.Changes changes) {
        long largest = run.session().binding().limits().diskBytes();
        return changes.files().stream()
                .anyMatch(one -> one.size() != null && one.size() >= largest);
    }

    private static List<String> artifacts(Ending.Changes changes) {
        return changes.files().stream()
                .filter(one -> one.change() != FileChange.Change.DELETED)
                .filter(one -> one.mimeType() != null && !one.mimeType().startsWith(NO_FILE))
                .map(FileChange::path)
                .toList();
    }

    private static Metrics metrics(Run run, Optional<Ending.Over> over) {
        Instant started = run.started();
        Duration queued =
                started == null ? Duration.ZERO : Duration.between(run.accepted(), started);
        double queueMs = Math.max(0, millis(queued));
        return over.map(one ->
                        new Metrics(
                                millis(one.duration()),
                                queueMs,
                                millis(one.usage().cpu()),
                                one.usage().peakBytes() / BYTES_PER_MEGABYTE,
                                one.usage().readBytes(),
                                one.usage().writtenBytes()))
                .orElseGet(() -> new Metrics(0, queueMs, 0, 0, 0, 0));
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / NANOS_PER_MILLI;
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / (NANOS_PER_MILLI * 1000);
    }
}
