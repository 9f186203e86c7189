package dev.cloche.cli.bench.report;

import dev.cloche.cli.bench.load.Samples;
import dev.cloche.cli.bench.way.Subject;
import dev.cloche.cli.bench.way.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/// Results as tables. Pure.
public final class Markdown {
    private final Results results;
    private final List<String> lines = new ArrayList<>();

    private Markdown(Results results) {
        this.results = results;
    }

    /// The tables alone, as they are printed.
    public static String tables(Results results) {
        var markdown = new Markdown(results);
        markdown.addTables();
        return markdown.text();
    }

    /// A page that says all that a reader needs.
    ///
    /// @param plot file name of the plot beside it, if there is one
    public static String page(Results results, Setting setting, Optional<String> plot) {
        var markdown = new Markdown(results);
        markdown.lines.add("# Benchmarks");
        markdown.lines.add("");
        markdown.lines.add(circumstances(setting));
        markdown.lines.add("");
        plot.ifPresent(file -> {
            markdown.lines.add("![Medians and 95th percentiles, one run in flight](" + file + ")");
            markdown.lines.add("");
        });
        markdown.addTables();
        markdown.lines.add("");
        markdown.lines.add(HOW_TO_READ.strip());
        return markdown.text();
    }

    private static final String HOW_TO_READ =
            """
            ## How to read this

            * All rows of a table were measured in one run, in turns of ten, so that noise hits all alike. **Ratios carry
              over to other machines, times do not.** Every answer was checked.
            * *Bare* is `python3 -c`, `node -e` or `bash -c`, started, read and waited for by the measuring program.
              *Bubblewrap* is the same under `bwrap --unshare-all` with a read-only `/usr`. The *warm Jupyter kernel* has
              been started before and keeps its state from run to run; it is measured beside the kernel, from the request
              until the kernel is idle again.
            * *Executor alone* is the executor behind its outer wall, with the measuring program as its control plane: from
              sending a run until its result has been received. *execute-sync* is the whole platform over HTTP, with each
              execution durable in PostgreSQL before the answer.
            * *Per second* of one in flight is what one caller gets done who never pauses. Under open load callers arrive at
              random (Poisson) and do not wait for each other; a run is measured from when its caller was to arrive, so that
              waiting counts. A rate at which the backlog grew beyond a second's arrivals is left out.
            * *CPU ms* is user and system time per run of every process that works for it, from `/proc`, with that of
              children that have ended: for the platform the control plane, PostgreSQL, the executors and all below them;
              for the executor all below its wall. What it uses while idle is taken off. The time of the
              kernel's own threads and of the caller is not in it. Bubblewrap ends before anybody has waited for what it
              started, so its time is not known.
            * Memory is the proportional set size (shared pages divided among those who share them) while nothing runs; where
              the kernel does not tell, the resident set size.
            """;

    private static String circumstances(Setting setting) {
        return String.format(
                Locale.ROOT,
                "%s, `%s`: %d cores (%s), %.1f GB of memory, Linux %s. %s.",
                setting.date(),
                setting.command(),
                setting.host().cores(),
                setting.host().cpu(),
                setting.host().memoryMb() / 1024.0,
                setting.host().kernel(),
                String.join(", ", setting.versions()));
    }

    private void addTables() {
        for (Workload workload : Workload.values()) {
            addSingles(workload);
        }
        addOpens();
        addRates();
        addVerbs();
        addIdles();
        if (!results.notes().isEmpty()) {
            head("Not measured");
            results.notes().forEach(note -> lines.add("* " + note));
        }
    }

    private void addSingles(Workload workload) {
        List<Results.Single> singles = results.singles(workload);
        if (singles.isEmpty()) {
            return;
        }
        head("%s, one in flight: `%s`".formatted(workload.title(), workload.code()));
        lines.add("| | p50 ms | p95 ms | p99 ms | × bare | per second | CPU ms | runs | goal |");
        lines.add("|---|--:|--:|--:|--:|--:|--:|--:|---|");
        for (Results.Single single : singles) {
            double p50 = single.samples().percentile(50);
            String goal =
                    Goal.of(workload, single.subject())
                            .map(it -> it.judge(p50, results.median(workload, it.yardstick())))
                            .orElse("");
            lines.add(
                    "| %s | %s | %s | %s | %s | %d | %s |"
                            .formatted(
                                    single.subject().title(),
                                    percentiles(single.samples()),
                                    ratio(p50, results.median(workload, Subject.BARE)),
                                    whole(single.samples().perSecond()),
                                    tenth(results.cpu(workload, single.subject())),
                                    single.samples().count(),
                                    goal));
        }
    }

    private void addOpens() {
        if (results.opens().isEmpty()) {
            return;
        }
        head("Open load: arrivals at random, measured from when a caller was to arrive");
        lines.add("| | | per second | p50 ms | p95 ms | p99 ms | × bare, idle | runs |");
        lines.add("|---|---|--:|--:|--:|--:|--:|--:|");
        for (Results.Open open : results.opens()) {
            String figures =
                    open.samples()
                            .map(it ->
                                    "%s | %s | %d"
                                            .formatted(
                                                    percentiles(it),
                                                    ratio(
                                                            it.percentile(50),
                                                            results.median(
                                                                    open.workload(), Subject.BARE)),
                                                    it.count()))
                            .orElse("cannot keep up | | | |");
            lines.add(
                    "| %s | %s | %d | %s |"
                            .formatted(
                                    open.workload().title(),
                                    open.subject().title(),
                                    open.perSecond(),
                                    figures));
        }
    }

    private void addRates() {
        if (results.rates().isEmpty()) {
            return;
        }
        int callers = results.rates().getFirst().callers();
        head("%d in flight".formatted(callers));
        lines.add("| | | per second | × bare | goal |");
        lines.add("|---|---|--:|--:|---|");
        for (Results.Rate rate : results.rates()) {
            OptionalDouble bare = results.rate(rate.workload(), Subject.BARE);
            lines.add(
                    "| %s | %s | %s | %s | %s |"
                            .formatted(
                                    rate.workload().title(),
                                    rate.subject().title(),
                                    whole(rate.perSecond()),
                                    ratio(rate.perSecond(), bare),
                                    goal(rate, bare)));
        }
    }

    private static String goal(Results.Rate rate, OptionalDouble bare) {
        if (!rate.subject().isOurs()) {
            return "";
        }
        String words = String.format(Locale.ROOT, "≥ %.1f × bare", Goal.THROUGHPUT);
        if (bare.isEmpty()) {
            return words;
        }
        boolean met = rate.perSecond() >= Goal.THROUGHPUT * bare.getAsDouble();
        return words + (met ? ": met" : ": **not met**");
    }

    private void addVerbs() {
        if (results.verbs().isEmpty()) {
            return;
        }
        head("Sessions");
        lines.add("| | p50 ms | p95 ms | p99 ms | × bare python | runs |");
        lines.add("|---|--:|--:|--:|--:|--:|");
        OptionalDouble bare = results.median(Workload.PYTHON, Subject.BARE);
        for (Results.Verb verb : results.verbs()) {
            lines.add(
                    "| %s | %s | %s | %d |"
                            .formatted(
                                    verb.what(),
                                    percentiles(verb.samples()),
                                    ratio(verb.samples().percentile(50), bare),
                                    verb.samples().count()));
        }
    }

    private void addIdles() {
        if (results.idles().isEmpty()) {
            return;
        }
        head("Memory while nothing runs");
        lines.add("| | processes | PSS MB | RSS MB |");
        lines.add("|---|--:|--:|--:|");
        for (Results.Idle idle : results.idles()) {
            String mark = idle.memory().guessed() == 0 ? "" : " (RSS where PSS is not told)";
            lines.add(
                    "| %s%s | %d | %s | %s |"
                            .formatted(
                                    idle.what(),
                                    mark,
                                    idle.processes(),
                                    whole(idle.memory().pssKb() / 1024.0),
                                    whole(idle.memory().rssKb() / 1024.0)));
        }
    }

    private void head(String title) {
        if (!lines.isEmpty() && !lines.getLast().isEmpty()) {
            lines.add("");
        }
        lines.add("## " + title);
        lines.add("");
    }

    private static String percentiles(Samples samples) {
        return String.format(
                Locale.ROOT,
                "%.2f | %.2f | %.2f",
                samples.percentile(50),
                samples.percentile(95),
                samples.percentile(99));
    }

    private static String ratio(double value, OptionalDouble yardstick) {
        return yardstick.isPresent()
                ? String.format(Locale.ROOT, "%.3f", value / yardstick.getAsDouble())
                : "";
    }

    private static String tenth(OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%.1f", value.getAsDouble()) : "";
    }

    private static String whole(double value) {
        return String.format(Locale.ROOT, "%.0f", value);
    }

    private String text() {
        return String.join("\n", lines) + "\n";
    }
}
