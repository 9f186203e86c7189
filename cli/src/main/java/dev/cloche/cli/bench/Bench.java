package dev.cloche.cli.bench;

import dev.cloche.cli.bench.report.Markdown;
import dev.cloche.cli.bench.report.Results;
import dev.cloche.cli.bench.report.Setting;
import dev.cloche.cli.bench.way.Subject;
import dev.cloche.cli.kernel.Answer;
import dev.cloche.cli.kernel.Console;
import dev.cloche.cli.kernel.Exit;
import dev.cloche.cli.kernel.Refusal;
import dev.cloche.cli.machine.Host;
import dev.cloche.cli.platform.Checkout;
import dev.cloche.cli.platform.DataDirectory;
import dev.cloche.cli.platform.Platform;
import dev.cloche.cli.platform.Role;
import dev.cloche.cli.platform.TokenClaims;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `cloche bench`.
@Command(
        name = "bench",
        description = {
            "Measure the running platform, and an executor alone, beside bare interpreters, bubblewrap"
                    + " and Jupyter, all in turns, and print tables.",
            "It takes some minutes; a quiet machine gives better figures."
        },
        footer = {
            "",
            "Words for --only: parts single, open, throughput, sessions, crowd, overload, cpu,"
                    + " memory; workloads python,"
                    + " pandas, javascript, shell; subjects bwrap, jupyter, kernel, executor, api. What no word"
                    + " is about is measured in full. Without api no running platform is needed.",
            "",
            "Examples:",
            "  ./cloche bench --quick",
            "  ./cloche bench --only executor,python,single --runs 500",
            "  ./cloche bench --report",
            "",
            "Exit codes: 0 measured, 1 a run went wrong, 2 typed wrongly, 70 the platform refused or"
                    + " does not run."
        })
public final class Bench implements Callable<Answer> {
    private static final Duration TOKEN = Duration.ofHours(6);
    private static final int MAX_RUNS = 100_000;
    private static final int USUAL_RUNS = 200;
    private static final int QUICK_RUNS = 30;

    private final Map<String, String> environment;
    private final Clock clock;
    private final Console console;
    private final Checkout checkout;

    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--runs",
            paramLabel = "N",
            description =
                    "How often the smallest program is measured, 1 to 100000 (default: 200, with"
                            + " --quick 30); what takes longer is measured less often.")
    private @Nullable Integer runs;

    @Option(
            names = "--only",
            paramLabel = "WORD",
            split = ",",
            description = "Measure a part; see below.")
    private List<String> only = new ArrayList<>();

    @Option(names = "--quick", description = "Measure less of everything, in about two minutes.")
    private boolean quick;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data directory of the running platform (default: as for up).")
    private @Nullable Path data;

    @Option(
            names = "--markdown",
            paramLabel = "FILE",
            description = "Also write a page with the tables and how to read them.")
    private @Nullable Path markdown;

    @Option(names = "--plot", paramLabel = "FILE", description = "Also draw the medians, as SVG.")
    private @Nullable Path plot;

    @Option(
            names = "--report",
            description = "Both, as docs/benchmarks.md and docs/benchmarks.svg of this checkout.")
    private boolean toDocs;

    public Bench(Map<String, String> environment, Clock clock, Console console, Checkout checkout) {
        this.environment = environment;
        this.clock = clock;
        this.console = console;
        this.checkout = checkout;
    }

    @Override
    public Answer call() throws InterruptedException {
        Selection selection = Selection.of(only);
        Plan plan = plan();
        Report files = report();
        files.probe();
        DataDirectory directory = DataDirectory.chosen(data, environment);
        Results results = new Results();
        if (selection.has(Subject.API)) {
            try (Platform platform =
                    Platform.local(directory, clock, TokenClaims.own(TOKEN).as(Role.ADMIN))) {
                var rig = new Rig(Optional.of(platform), directory, checkout, results);
                new Measurement(selection, plan, rig, console).run();
            }
        } else {
            var rig = new Rig(Optional.empty(), directory, checkout, results);
            new Measurement(selection, plan, rig, console).run();
        }
        for (Path written : files.write(results, setting())) {
            console.note("cloche: written to " + written);
        }
        return new Answer(Exit.OK.code(), Markdown.tables(results), "");
    }

    private Plan plan() {
        int wanted = Objects.requireNonNullElse(runs, quick ? QUICK_RUNS : USUAL_RUNS);
        if (wanted < 1 || wanted > MAX_RUNS) {
            throw new Refusal(Exit.USAGE, "--runs must be 1 to " + MAX_RUNS);
        }
        return quick ? Plan.quick(wanted) : Plan.full(wanted);
    }

    private Report report() {
        if (!toDocs) {
            return new Report(Optional.ofNullable(markdown), Optional.ofNullable(plot));
        }
        if (markdown != null || plot != null) {
            throw new Refusal(Exit.USAGE, "--report says where both files go already");
        }
        return Report.in(checkout.home().resolve("docs"));
    }

    private Setting setting() {
        String typed =
                String.join(
                        " ",
                        Objects.requireNonNull(spec)
                                .root()
                                .commandLine()
                                .getParseResult()
                                .originalArgs());
        return new Setting(
                Host.here(),
                LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC),
                Versions.here(checkout.executor()),
                "./cloche " + typed);
    }
}
