package dev.cloche.cli.bench;

import dev.cloche.api.execution.ExecutionResult;
import dev.cloche.api.execution.Language;
import dev.cloche.api.execution.NewExecution;
import dev.cloche.api.session.NewSession;
import dev.cloche.api.session.SessionId;
import dev.cloche.api.template.TemplateId;
import dev.cloche.cli.kernel.Answer;
import dev.cloche.cli.kernel.Console;
import dev.cloche.cli.kernel.Exit;
import dev.cloche.cli.kernel.Refusal;
import dev.cloche.cli.platform.DataDirectory;
import dev.cloche.cli.platform.Platform;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `cloche bench`.
@Command(
        name = "bench",
        description = {
            "Measure the running platform beside bare python, in turns, and print a Markdown table.",
            "It takes about half a minute; a quiet machine gives better figures."
        },
        footer = {
            "",
            "Example:",
            "  ./cloche bench --runs 500",
            "",
            "Exit codes: 0 measured, 1 a run went wrong, 2 typed wrongly, 70 the platform refused or"
                    + " does not run."
        })
public final class Bench implements Callable<Answer> {
    private static final Duration TOKEN = Duration.ofHours(2);
    private static final Duration WINDOW = Duration.ofSeconds(4);
    private static final NewSession SESSION =
            new NewSession(new TemplateId("python-basic"), null, null, null, null, null);
    private static final NewExecution EXECUTION =
            new NewExecution(Interpreter.CODE, Language.PYTHON, null, null, null, null);
    private static final int WARM_UP = 50;
    private static final int IN_FLIGHT = 16;
    private static final int WINDOWS = 2;
    private static final int MAX_RUNS = 100_000;

    private final Map<String, String> environment;
    private final Clock clock;
    private final Console console;

    @Option(
            names = "--runs",
            paramLabel = "N",
            description =
                    "How often each thing is measured, 1 to 100000 (default: ${DEFAULT-VALUE}).")
    private int runs = 200;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data directory of the running platform (default: as for up).")
    private @Nullable Path data;

    public Bench(Map<String, String> environment, Clock clock, Console console) {
        this.environment = environment;
        this.clock = clock;
        this.console = console;
    }

    @Override
    public Answer call() throws InterruptedException {
        if (runs < 1 || runs > MAX_RUNS) {
            throw new Refusal(Exit.USAGE, "--runs must be 1 to " + MAX_RUNS);
        }
        DataDirectory directory = DataDirectory.chosen(data, environment);
        try (Platform platform = Platform.local(directory, clock, TOKEN);
                Sessions sessions = new Sessions(platform)) {
            console.note("cloche: warming up");
            SessionId session = sessions.open(SESSION);
            measureInTurns(platform, session, WARM_UP);
            console.note("cloche: measuring one at a time");
            List<Samples> alone = measureInTurns(platform, session, runs);
            console.note("cloche: measuring " + IN_FLIGHT + " at a time");
            List<Double> rates = rates(platform, sessions);
            Figures figures =
                    new Figures(
                            alone.get(0),
                            alone.get(1),
                            alone.get(2),
                            alone.get(3),
                            rates.get(0),
                            rates.get(1));
            int cores = Runtime.getRuntime().availableProcessors();
            return new Answer(Exit.OK.code(), figures.markdown(runs, IN_FLIGHT, cores), "");
        }
    }

    /// Bare, execute, create, delete.
    private static List<Samples> measureInTurns(Platform platform, SessionId session, int count) {
        List<Samples> samples =
                List.of(
                        new Samples(count),
                        new Samples(count),
                        new Samples(count),
                        new Samples(count));
        for (int round = 0; round < count; round++) {
            samples.get(0).add(nanos(Interpreter::run));
            samples.get(1).add(nanos(() -> execute(platform, session)));
            long start = System.nanoTime();
            SessionId made = platform.createRunning(SESSION).sessionId();
            samples.get(2).add(System.nanoTime() - start);
            samples.get(3).add(nanos(() -> platform.delete(made)));
        }
        return samples;
    }

    /// Bare, then execute; windows of both take turns, after one of each that does not count.
    private static List<Double> rates(Platform platform, Sessions sessions)
            throws InterruptedException {
        List<Runnable> bareCallers = Collections.nCopies(IN_FLIGHT, Interpreter::run);
        var callers = new ArrayList<Runnable>();
        for (int caller = 0; caller < IN_FLIGHT; caller++) {
            SessionId session = sessions.open(SESSION);
            callers.add(() -> execute(platform, session));
        }
        double _ = Throughput.of(callers, WINDOW);
        double bare = 0;
        double execute = 0;
        for (int window = 0; window < WINDOWS; window++) {
            bare += Throughput.of(bareCallers, WINDOW);
            execute += Throughput.of(callers, WINDOW);
        }
        return List.of(bare / WINDOWS, execute / WINDOWS);
    }

    private static long nanos(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return System.nanoTime() - start;
    }

    private static void execute(Platform platform, SessionId session) {
        ExecutionResult result = platform.execute(session, EXECUTION, NewExecution.DEFAULT_TIMEOUT);
        if (!result.stdout().equals(Interpreter.PRINTED)) {
            throw new Refusal(
                    Exit.FAILED,
                    "1+1 gave the verdict " + result.verdict().wire() + ": " + result.stderr());
        }
    }
}
