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
        markdown.lines.add(Guide.TEXT.strip());
        return markdown.text();
    }

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
        if (!Goal.asksThroughput(rate.workload(), rate.subject())) {
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
