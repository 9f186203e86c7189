package dev.cloche.cli.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloche.api.execution.ExecutionResult;
import dev.cloche.api.execution.Outcome;
import dev.cloche.api.execution.Verdict;
import dev.cloche.cli.kernel.Answer;
import dev.cloche.cli.kernel.Exit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// How a run that ended looks to the shell. Pure.
final class Ending {
    private static final int SIGNALLED = 128;

    // as Linux numbers them on the machines that Java runs on
    private static final Map<String, Integer> SIGNALS =
            Map.ofEntries(
                    Map.entry("HUP", 1),
                    Map.entry("INT", 2),
                    Map.entry("QUIT", 3),
                    Map.entry("ILL", 4),
                    Map.entry("TRAP", 5),
                    Map.entry("ABRT", 6),
                    Map.entry("BUS", 7),
                    Map.entry("FPE", 8),
                    Map.entry("KILL", 9),
                    Map.entry("USR1", 10),
                    Map.entry("SEGV", 11),
                    Map.entry("USR2", 12),
                    Map.entry("PIPE", 13),
                    Map.entry("ALRM", 14),
                    Map.entry("TERM", 15),
                    Map.entry("STKFLT", 16),
                    Map.entry("CHLD", 17),
                    Map.entry("CONT", 18),
                    Map.entry("STOP", 19),
                    Map.entry("TSTP", 20),
                    Map.entry("TTIN", 21),
                    Map.entry("TTOU", 22),
                    Map.entry("URG", 23),
                    Map.entry("XCPU", 24),
                    Map.entry("XFSZ", 25),
                    Map.entry("VTALRM", 26),
                    Map.entry("PROF", 27),
                    Map.entry("WINCH", 28),
                    Map.entry("IO", 29),
                    Map.entry("PWR", 30),
                    Map.entry("SYS", 31));

    private Ending() {}

    /// Its output as it was, its return value as a line of its own, and its exit code.
    static Answer of(ExecutionResult result) {
        return new Answer(exitCode(result), out(result), result.stderr() + notes(result));
    }

    static int exitCode(ExecutionResult result) {
        if (result.status() == Outcome.TIMEOUT || result.verdict() == Verdict.TIMEOUT) {
            return Exit.TIMEOUT.code();
        }
        if (result.verdict() == Verdict.CRASHED || result.verdict() == Verdict.CANCELLED) {
            return Exit.PLATFORM.code();
        }
        String signal = result.signal();
        if (signal != null) {
            return SIGNALLED + number(signal);
        }
        int code = result.exitCode();
        boolean shown = code >= 0 && code <= 255;
        if (result.status() == Outcome.SUCCESS) {
            return shown ? code : Exit.FAILED.code();
        }
        return shown && code != 0 ? code : Exit.FAILED.code();
    }

    private static int number(String signal) {
        String name = signal.toUpperCase(Locale.ROOT);
        String bare = name.startsWith("SIG") ? name.substring(3) : name;
        // a real-time signal, of which none is used here, counts as a kill
        return SIGNALS.getOrDefault(bare, 9);
    }

    private static String out(ExecutionResult result) {
        String printed = result.stdout();
        JsonNode value = result.returnValue();
        if (value == null) {
            return printed;
        }
        String gap = printed.isEmpty() || printed.endsWith("\n") ? "" : "\n";
        return printed + gap + value + "\n";
    }

    private static String notes(ExecutionResult result) {
        var notes = new StringBuilder();
        if (result.stdoutTruncated()) {
            notes.append("cloche: standard output was longer and has been cut\n");
        }
        if (result.stderrTruncated()) {
            notes.append("cloche: standard error was longer and has been cut\n");
        }
        reason(result).ifPresent(why -> notes.append("cloche: ").append(why).append("\n"));
        String gap = result.stderr().isEmpty() || result.stderr().endsWith("\n") ? "" : "\n";
        return notes.isEmpty() ? "" : gap + notes;
    }

    private static Optional<String> reason(ExecutionResult result) {
        String error = result.error() == null ? "" : ": " + result.error();
        return switch (result.verdict()) {
            case OK, ERROR -> Optional.empty();
            case TIMEOUT ->
                    Optional.of(
                            String.format(
                                    Locale.ROOT,
                                    "stopped at its time limit after %.1f s",
                                    result.executionTime()));
            case OOM -> Optional.of("it needed more memory than it may use");
            case CPU_LIMIT -> Optional.of("it needed more CPU time than it may use");
            case DISK_FULL -> Optional.of("it wrote more than it may");
            case OUTPUT_LIMIT -> Optional.of("it printed more than it may");
            case SIGNAL -> Optional.of("it died of the signal " + result.signal());
            case CANCELLED -> Optional.of("it was cancelled" + error);
            case CRASHED -> Optional.of("the platform lost it" + error);
        };
    }
}
