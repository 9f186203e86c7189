package dev.cloche.cli.soak;

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
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `cloche soak`.
@Command(
        name = "soak",
        description = {
            "Run code on the running platform for long: languages, errors, files, children left"
                    + " behind, time limits, sessions ended in the middle of a run.",
            "Prints what the platform holds of the machine before, after each quarter, and by how"
                    + " much it grew. Each answer is checked."
        },
        footer = {
            "",
            "Example:",
            "  ./cloche soak --runs 2000 --in-flight 4",
            "",
            "Exit codes: 0 every run went as it should, 1 one did not, 2 typed wrongly, 70 the"
                    + " platform refused or does not run."
        })
public final class Soak implements Callable<Answer> {
    private static final Duration TOKEN = Duration.ofDays(2);
    private static final int MAX_RUNS = 10_000_000;
    private static final int MAX_IN_FLIGHT = 64;
    private static final int QUARTERS = 4;
    private static final int FAULTS_SHOWN = 20;
    // what is tidied up after an answer, made ready again, and kept for a while for the next run
    private static final long SETTLING_MS = 8000;

    private final Map<String, String> environment;
    private final Clock clock;
    private final Console console;

    @Option(
            names = "--runs",
            paramLabel = "N",
            description = "How many executions, 4 to 10000000 (default: ${DEFAULT-VALUE}).")
    private int runs = 20_000;

    @Option(
            names = "--in-flight",
            paramLabel = "N",
            description = "How many at once, 1 to 64 (default: ${DEFAULT-VALUE}).")
    private int inFlight = 8;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data directory of the running platform (default: as for up).")
    private @Nullable Path data;

    public Soak(Map<String, String> environment, Clock clock, Console console) {
        this.environment = environment;
        this.clock = clock;
        this.console = console;
    }

    @Override
    public Answer call() throws InterruptedException {
        if (runs < QUARTERS || runs > MAX_RUNS) {
            throw new Refusal(Exit.USAGE, "--runs must be " + QUARTERS + " to " + MAX_RUNS);
        }
        if (inFlight < 1 || inFlight > MAX_IN_FLIGHT) {
            throw new Refusal(Exit.USAGE, "--in-flight must be 1 to " + MAX_IN_FLIGHT);
        }
        DataDirectory directory = DataDirectory.chosen(data, environment);
        try (Platform platform = Platform.local(directory, clock, TOKEN);
                Crew crew = new Crew(platform, inFlight)) {
            Ledger ledger = new Ledger(work(crew, directory));
            return answer(ledger.markdown(), crew);
        }
    }

    private List<Moment> work(Crew crew, DataDirectory directory) throws InterruptedException {
        List<Moment> moments = new ArrayList<>();
        console.note("cloche: warming up");
        crew.warmUp();
        moments.add(look("before", directory));
        for (int quarter = 1; quarter <= QUARTERS && !crew.hasGivenUp(); quarter++) {
            long start = System.nanoTime();
            int from = share(quarter - 1);
            int to = share(quarter);
            crew.work(from, to);
            double seconds = (System.nanoTime() - start) / 1e9;
            console.note(
                    "cloche: %d of %d runs, %.0f a second, %d wrong"
                            .formatted(to, runs, (to - from) / seconds, crew.faults().size()));
            String when = quarter == QUARTERS ? "after" : quarter * 100 / QUARTERS + " %";
            moments.add(look(when, directory));
        }
        return moments;
    }

    private int share(int quarters) {
        return (int) ((long) runs * quarters / QUARTERS);
    }

    private static Moment look(String when, DataDirectory directory) throws InterruptedException {
        Thread.sleep(SETTLING_MS);
        return Moment.now(when, directory);
    }

    private static Answer answer(String table, Crew crew) {
        List<String> faults = crew.faults();
        if (faults.isEmpty()) {
            return new Answer(Exit.OK.code(), table, "");
        }
        var text = new StringBuilder();
        faults.stream()
                .limit(FAULTS_SHOWN)
                .forEach(it -> text.append("cloche: ").append(it).append("\n"));
        text.append("cloche: ").append(faults.size()).append(" runs went wrong\n");
        return new Answer(Exit.FAILED.code(), table, text.toString());
    }
}
