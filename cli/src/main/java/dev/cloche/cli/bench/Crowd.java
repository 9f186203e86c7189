package dev.cloche.cli.bench;

import dev.cloche.api.execution.NewExecution;
import dev.cloche.api.session.NewSession;
import dev.cloche.api.session.SessionId;
import dev.cloche.api.session.SessionView;
import dev.cloche.api.template.Density;
import dev.cloche.api.template.NewTemplate;
import dev.cloche.api.template.ResourceLimits;
import dev.cloche.api.template.TemplateId;
import dev.cloche.cli.bench.load.OpenLoad;
import dev.cloche.cli.bench.load.Samples;
import dev.cloche.cli.bench.report.Results;
import dev.cloche.cli.bench.way.Subject;
import dev.cloche.cli.bench.way.Way;
import dev.cloche.cli.bench.way.WholeApi;
import dev.cloche.cli.bench.way.Workload;
import dev.cloche.cli.kernel.Refusal;
import dev.cloche.cli.machine.Memory;
import dev.cloche.cli.machine.ProcessTable;
import dev.cloche.cli.platform.DataDirectory;
import dev.cloche.cli.platform.OpenSessions;
import dev.cloche.cli.platform.Parts;
import dev.cloche.cli.platform.Platform;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/// Many sessions at once, and many who look at them.
record Crowd(Platform platform, DataDirectory data, Results results) {
    private static final int BURST = 100;
    private static final int IDLE = 1000;
    private static final int STRICT = 20;
    private static final int READS_PER_SECOND = 200;
    private static final Duration READING = Duration.ofSeconds(30);
    private static final long SEED = 20260101;
    private static final int PATIENCE_SECONDS = 30;
    private static final NewExecution SMALLEST = WholeApi.execution(Workload.PYTHON);

    /// From asking for a session until its first run has printed.
    void firstOutputs(int rounds) {
        List<Long> nanos = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            long start = System.nanoTime();
            SessionId made = platform.createRunning(WholeApi.wanted(Workload.PYTHON)).sessionId();
            var result = platform.execute(made, SMALLEST, PATIENCE_SECONDS);
            nanos.add(System.nanoTime() - start);
            platform.delete(made);
            Workload.PYTHON.check(Subject.API, result.stdout(), result.stderr());
        }
        add("create → first output (goal: ≤ 2 × bare)", nanos);
    }

    /// All are asked for before the first is there.
    void burst() {
        Queue<Long> nanos = new ConcurrentLinkedQueue<>();
        Queue<SessionId> made = new ConcurrentLinkedQueue<>();
        long start = System.nanoTime();
        List<CompletableFuture<SessionView>> asked = new ArrayList<>();
        for (int i = 0; i < BURST; i++) {
            asked.add(
                    platform.create(WholeApi.wanted(Workload.PYTHON))
                            .thenApply(session -> {
                                made.add(session.sessionId());
                                return Platform.running(session);
                            })
                            .whenComplete((_, _) -> nanos.add(System.nanoTime() - start)));
        }
        try {
            asked.forEach(Platform::await);
            add(BURST + " creates at once, each until it runs (goal: all ≤ 1000)", nanos);
        } catch (Refusal e) {
            results.note(BURST + " creates at once: " + e.getMessage());
        } finally {
            made.forEach(platform::delete);
        }
    }

    /// What each session costs in which nothing runs, where they share containers and where each
    /// has its own.
    void idle() {
        idle(
                IDLE,
                "each of %d idle sessions (goal: PSS ≤ 15 MB)",
                WholeApi.wanted(Workload.PYTHON));
        // A name of its own: one that was stopped may have left its template behind.
        TemplateId own = new TemplateId("bench-strict-" + ProcessHandle.current().pid());
        try {
            platform.make(strict(own));
            idle(
                    STRICT,
                    "each of %d idle sessions with a container of its own",
                    WholeApi.wanted(own));
            platform.remove(own);
        } catch (Refusal e) {
            results.note("sessions with containers of their own: " + e.getMessage());
        }
    }

    private void idle(int count, String what, NewSession wanted) {
        Memory before = executors();
        try (OpenSessions open = new OpenSessions(platform)) {
            for (int i = 0; i < count; i++) {
                SessionId _ = open.open(wanted);
            }
            Memory after = executors();
            results.add(
                    new Results.Idle(
                            what.formatted(count),
                            0,
                            new Memory(
                                    (after.rssKb() - before.rssKb()) / count,
                                    (after.pssKb() - before.pssKb()) / count,
                                    after.guessed())));
        } catch (Refusal e) {
            results.note(
                    "%d idle sessions: %s; start the platform with CLOCHE_CONTAINERS_MAX=80 CLOCHE_LOCAL_MAX=80"
                            .formatted(count, e.getMessage()));
        }
    }

    private static NewTemplate strict(TemplateId id) {
        return new NewTemplate(
                id,
                id.value(),
                "bench",
                null,
                null,
                new ResourceLimits("1", "512Mi", "1Gi", 128),
                null,
                null,
                null,
                null,
                Density.STRICT,
                null,
                null,
                null,
                null);
    }

    private Memory executors() {
        return Memory.of(Parts.of(data, ProcessTable.now()).executors());
    }

    /// Lists and single things, while code runs.
    void reads() throws InterruptedException {
        try (OpenSessions open = new OpenSessions(platform)) {
            SessionId session = open.open(WholeApi.wanted(Workload.PYTHON));
            var execution = platform.submit(session, SMALLEST);
            var over = new AtomicBoolean();
            Thread runs =
                    Thread.ofVirtual()
                            .start(() -> {
                                while (!over.get()) {
                                    Object _ =
                                            platform.execute(session, SMALLEST, PATIENCE_SECONDS);
                                }
                            });
            List<String> paths =
                    List.of(
                            "/sessions/" + session,
                            "/sessions?limit=50",
                            "/executions/" + execution,
                            "/executions?limit=50",
                            "/templates",
                            "/containers",
                            "/sessions/" + session + "/executions",
                            "/executions/" + execution + "/result");
            try {
                read(new Reads(platform, paths));
            } finally {
                over.set(true);
                runs.join();
            }
        }
    }

    private void read(Way reads) {
        String what = READS_PER_SECOND + " mixed reads a second while code runs";
        switch (OpenLoad.run(reads, READS_PER_SECOND, READING, SEED)) {
            case OpenLoad.Outcome.Kept(var nanos) -> add(what + " (goal: no error)", nanos);
            case OpenLoad.Outcome.Overrun(var served, var arrived) ->
                    results.note(
                            "%s: it cannot keep up (%d of %d served)"
                                    .formatted(what, served, arrived));
        }
    }

    private void add(String what, Collection<Long> nanos) {
        results.add(new Results.Verb(what, Samples.of(nanos)));
    }

    /// Each caller reads something else; an error ends the measurement.
    private record Reads(Platform platform, List<String> paths) implements Way {
        @Override
        public Subject subject() {
            return Subject.API;
        }

        @Override
        public long run(int caller) {
            long start = System.nanoTime();
            platform.read("/api/v1" + paths.get(Math.floorMod(caller, paths.size())));
            return System.nanoTime() - start;
        }

        @Override
        public Set<Long> processes() {
            return Set.of();
        }

        @Override
        public void close() {
            // nothing was started
        }
    }
}
