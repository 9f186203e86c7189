package dev.cloche.cli.bench;

import dev.cloche.api.session.SessionId;
import dev.cloche.cli.bench.load.Samples;
import dev.cloche.cli.bench.report.Results;
import dev.cloche.cli.bench.way.Way;
import dev.cloche.cli.bench.way.WholeApi;
import dev.cloche.cli.bench.way.Workload;
import dev.cloche.cli.kernel.Console;
import dev.cloche.cli.machine.Memory;
import dev.cloche.cli.machine.ProcessTable;
import dev.cloche.cli.platform.DataDirectory;
import dev.cloche.cli.platform.Parts;
import dev.cloche.cli.platform.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Everything that was selected, one workload after the other.
///
/// @param rig where the subjects come from
record Measurement(Selection selection, Plan plan, Rig rig, Console console) {
    private static final long SETTLING_MS = 1000;

    void run() throws InterruptedException {
        for (Workload workload : Workload.values()) {
            if (selection.has(workload)) {
                measure(workload);
            }
        }
        if (rig.platform().isPresent()) {
            if (selection.has(Part.SESSIONS)) {
                measureSessions(rig.platform().get());
            }
            if (selection.has(Part.CROWD)) {
                console.note("cloche: many sessions");
                Crowd crowd = new Crowd(rig.platform().get(), rig.data(), rig.results());
                crowd.burst();
                crowd.reads();
                crowd.idle();
            }
            if (selection.has(Part.OVERLOAD)) {
                console.note("cloche: more than it can do");
                new Overload(rig.platform().get(), rig.data(), rig.results()).measure();
            }
            if (selection.has(Part.MEMORY)) {
                weigh(rig.data());
            }
        }
    }

    private void measure(Workload workload) throws InterruptedException {
        Optional<String> missing = workload.missing();
        if (missing.isPresent()) {
            rig.results().note(workload.title() + ": " + missing.get());
            return;
        }
        List<Way> ways = rig.open(workload, selection, Plan.CALLERS);
        try {
            new Stage(workload, ways, plan, rig.results(), console).measure(selection);
        } finally {
            ways.reversed().forEach(Way::close);
        }
    }

    private void measureSessions(Platform platform) {
        console.note("cloche: sessions");
        List<Long> create = new ArrayList<>();
        List<Long> delete = new ArrayList<>();
        for (int round = 0; round < plan.runs(); round++) {
            long start = System.nanoTime();
            SessionId made = platform.createRunning(WholeApi.wanted(Workload.PYTHON)).sessionId();
            long between = System.nanoTime();
            platform.delete(made);
            create.add(between - start);
            delete.add(System.nanoTime() - between);
        }
        rig.results()
                .add(
                        new Results.Verb(
                                "create a session, warm (goal: p50 ≤ 15, p99 ≤ 60)",
                                Samples.of(create)));
        rig.results().add(new Results.Verb("end a session", Samples.of(delete)));
        new Crowd(platform, rig.data(), rig.results()).firstOutputs(plan.runs());
    }

    private void weigh(DataDirectory data) throws InterruptedException {
        Thread.sleep(SETTLING_MS);
        Parts parts = Parts.of(data, ProcessTable.now());
        weigh("platform: control plane", parts.controlPlane());
        weigh("platform: PostgreSQL", parts.postgres());
        weigh("platform: executors, all below them", parts.executors());
    }

    private void weigh(String what, Set<Long> processes) {
        rig.results().add(new Results.Idle(what, processes.size(), Memory.of(processes)));
    }
}
