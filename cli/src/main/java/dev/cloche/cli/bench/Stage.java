package dev.cloche.cli.bench;

import dev.cloche.cli.bench.load.Cost;
import dev.cloche.cli.bench.load.OpenLoad;
import dev.cloche.cli.bench.load.Samples;
import dev.cloche.cli.bench.load.Throughput;
import dev.cloche.cli.bench.load.Turns;
import dev.cloche.cli.bench.report.Results;
import dev.cloche.cli.bench.way.Jupyter;
import dev.cloche.cli.bench.way.Subject;
import dev.cloche.cli.bench.way.Way;
import dev.cloche.cli.bench.way.Workload;
import dev.cloche.cli.kernel.Console;
import dev.cloche.cli.machine.Memory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One workload, and all subjects ready to run it.
final class Stage {
    private static final Duration WARM_WINDOW = Duration.ofSeconds(1);
    private static final long SETTLING_MS = 1000;
    private static final long SEED = 20_260_101;

    private final Workload workload;
    private final List<Way> ways;
    private final Plan plan;
    private final Results results;
    private final Console console;

    Stage(Workload workload, List<Way> ways, Plan plan, Results results, Console console) {
        this.workload = workload;
        this.ways = List.copyOf(ways);
        this.plan = plan;
        this.results = results;
        this.console = console;
    }

    void measure(Selection selection) throws InterruptedException {
        note("warming up");
        List<Samples> _ = Turns.take(ways, workload.runs(plan.warmUp()));
        if (selection.has(Part.MEMORY)) {
            weigh();
        }
        if (selection.has(Part.SINGLE)) {
            takeTurns(selection);
        }
        if (selection.has(Part.CPU)) {
            cost();
        }
        if (selection.has(Part.OPEN)) {
            arrive();
        }
        if (selection.has(Part.THROUGHPUT)) {
            crowd();
        }
    }

    private void takeTurns(Selection selection) throws InterruptedException {
        note("one in flight");
        List<Samples> samples = Turns.take(ways, workload.runs(plan.runs()));
        for (int way = 0; way < ways.size(); way++) {
            results.add(new Results.Single(workload, ways.get(way).subject(), samples.get(way)));
        }
        if (workload == Workload.PYTHON
                && selection.has(Subject.KERNEL)
                && Jupyter.missing().isEmpty()) {
            try (Jupyter fresh = Jupyter.fresh(workload)) {
                Samples kernels = Turns.take(List.of(fresh), plan.kernels()).getFirst();
                results.add(new Results.Single(workload, fresh.subject(), kernels));
            }
        }
    }

    private void weigh() throws InterruptedException {
        note("memory");
        Thread.sleep(SETTLING_MS);
        for (Way way : ways) {
            Set<Long> processes = way.processes();
            // the platform is more than this workload, and is weighed by itself
            if (!processes.isEmpty() && way.subject() != Subject.API) {
                results.add(
                        new Results.Idle(
                                way.subject().title() + ", " + workload.title(),
                                processes.size(),
                                Memory.of(processes)));
            }
        }
    }

    private void cost() throws InterruptedException {
        note("CPU time");
        for (Way way : ways) {
            Cost.millis(way, workload.runs(plan.runs()))
                    .ifPresent(it -> results.add(new Results.Cpu(workload, way.subject(), it)));
        }
    }

    private void arrive() {
        Set<Subject> overrun = EnumSet.noneOf(Subject.class);
        for (int rate : plan.rates()) {
            note(rate + " arrivals a second");
            Map<Subject, List<Long>> nanos = new EnumMap<>(Subject.class);
            for (int window = 0; window < plan.windows(); window++) {
                for (Way way : subjectsOfOpenLoad()) {
                    if (!overrun.contains(way.subject())) {
                        arrive(way, rate, window, nanos, overrun);
                    }
                }
            }
            for (Way way : subjectsOfOpenLoad()) {
                Optional<Samples> samples =
                        overrun.contains(way.subject())
                                ? Optional.empty()
                                : Optional.of(
                                        Samples.of(nanos.getOrDefault(way.subject(), List.of())));
                results.add(new Results.Open(workload, way.subject(), rate, samples));
            }
        }
    }

    /// Every subject meets the same arrivals.
    private void arrive(
            Way way, int rate, int window, Map<Subject, List<Long>> nanos, Set<Subject> overrun) {
        switch (OpenLoad.run(way, rate, plan.window(), SEED + window)) {
            case OpenLoad.Outcome.Kept(var taken) ->
                    nanos.computeIfAbsent(way.subject(), _ -> new ArrayList<>()).addAll(taken);
            case OpenLoad.Outcome.Overrun(var served, var arrived) -> {
                overrun.add(way.subject());
                results.note(
                        "%s, %s, at %d arrivals a second and more: it cannot keep up (%d of %d served when the backlog was a second long)"
                                .formatted(
                                        workload.title(),
                                        way.subject().title(),
                                        rate,
                                        served,
                                        arrived));
            }
        }
    }

    private List<Way> subjectsOfOpenLoad() {
        // a bare interpreter with pandas is slower than most arrivals
        return ways.stream()
                .filter(it ->
                        it.subject().isOurs()
                                || (it.subject() == Subject.BARE && workload != Workload.PANDAS))
                .toList();
    }

    private void crowd() throws InterruptedException {
        note(Plan.CALLERS + " in flight");
        List<Way> crowded = ways.stream().filter(it -> it.subject() != Subject.JUPYTER).toList();
        double[] sums = new double[crowded.size()];
        for (Way way : crowded) {
            double _ = Throughput.of(way, Plan.CALLERS, WARM_WINDOW);
        }
        for (int window = 0; window < plan.windows(); window++) {
            for (int way = 0; way < crowded.size(); way++) {
                sums[way] += Throughput.of(crowded.get(way), Plan.CALLERS, plan.window());
            }
        }
        for (int way = 0; way < crowded.size(); way++) {
            results.add(
                    new Results.Rate(
                            workload,
                            crowded.get(way).subject(),
                            Plan.CALLERS,
                            sums[way] / plan.windows()));
        }
    }

    private void note(String what) {
        console.note("cloche: " + workload.title() + ": " + what);
    }
}
