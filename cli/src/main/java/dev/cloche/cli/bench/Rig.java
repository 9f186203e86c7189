package dev.cloche.cli.bench;

import dev.cloche.cli.bench.executor.LoneExecutor;
import dev.cloche.cli.bench.report.Results;
import dev.cloche.cli.bench.way.Jupyter;
import dev.cloche.cli.bench.way.Program;
import dev.cloche.cli.bench.way.Subject;
import dev.cloche.cli.bench.way.Way;
import dev.cloche.cli.bench.way.WholeApi;
import dev.cloche.cli.bench.way.Workload;
import dev.cloche.cli.kernel.Refusal;
import dev.cloche.cli.platform.Checkout;
import dev.cloche.cli.platform.DataDirectory;
import dev.cloche.cli.platform.Platform;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What subjects are made from.
///
/// @param platform that runs, when it is measured
record Rig(Optional<Platform> platform, DataDirectory data, Checkout checkout, Results results) {

    /// Those subjects that were selected and can be had, ready to run the workload.
    List<Way> open(Workload workload, Selection selection, int callers) {
        List<Way> ways = new ArrayList<>();
        try {
            ways.add(Program.bare(workload));
            if (selection.has(Subject.BWRAP)) {
                ways.add(Program.wrapped(workload));
            }
            if (selection.has(Subject.JUPYTER) && Jupyter.canRun(workload)) {
                addJupyter(workload, ways);
            }
            if (selection.has(Subject.EXECUTOR)) {
                Path jdk = Path.of(System.getProperty("java.home"));
                ways.add(LoneExecutor.open(checkout.executor(), jdk, workload, callers));
            }
            platform.ifPresent(it -> ways.add(WholeApi.open(it, data, workload, callers)));
            return ways;
        } catch (Refusal e) {
            ways.reversed().forEach(Way::close);
            throw e;
        }
    }

    private void addJupyter(Workload workload, List<Way> ways) {
        Jupyter.missing()
                .ifPresentOrElse(
                        why ->
                                results.note(
                                        "%s, %s: %s"
                                                .formatted(
                                                        workload.title(),
                                                        Subject.JUPYTER.title(),
                                                        why)),
                        () -> ways.add(Jupyter.warm(workload)));
    }
}
