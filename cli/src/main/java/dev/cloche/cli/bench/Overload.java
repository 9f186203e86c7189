package dev.cloche.cli.bench;

import dev.cloche.api.execution.NewExecution;
import dev.cloche.api.session.SessionId;
import dev.cloche.cli.bench.load.Flood;
import dev.cloche.cli.bench.load.Samples;
import dev.cloche.cli.bench.load.Throughput;
import dev.cloche.cli.bench.report.Results;
import dev.cloche.cli.bench.way.WholeApi;
import dev.cloche.cli.bench.way.Workload;
import dev.cloche.cli.kernel.Refusal;
import dev.cloche.cli.platform.DataDirectory;
import dev.cloche.cli.platform.OpenSessions;
import dev.cloche.cli.platform.Platform;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What a platform does that is asked for several times what it can do.
record Overload(Platform platform, DataDirectory data, Results results) {
    private static final int SESSIONS = 8;
    private static final int CALLERS = 32;
    private static final int TIMES = 5;
    private static final Duration WARM_UP = Duration.ofSeconds(3);
    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final Duration FLOOD = Duration.ofSeconds(20);
    private static final long SEED = 20260101;
    private static final NewExecution SMALLEST = WholeApi.execution(Workload.PYTHON);

    void measure() throws InterruptedException {
        double most;
        try (WholeApi way = WholeApi.open(platform, data, Workload.PYTHON, SESSIONS)) {
            double _ = Throughput.of(way, CALLERS, WARM_UP);
            most = Throughput.of(way, CALLERS, WINDOW);
        }
        try (OpenSessions open = new OpenSessions(platform)) {
            List<SessionId> sessions = new ArrayList<>();
            for (int i = 0; i < SESSIONS; i++) {
                sessions.add(open.open(WholeApi.wanted(Workload.PYTHON)));
            }
            Flood.Outcome outcome =
                    Flood.of(
                            caller ->
                                    platform.offer(
                                            sessions.get(Math.floorMod(caller, SESSIONS)),
                                            SMALLEST),
                            (int) (TIMES * most),
                            FLOOD,
                            SEED);
            tell(most, outcome);
        } catch (Refusal e) {
            results.note("%d times what it can do: %s".formatted(TIMES, e.getMessage()));
        }
    }

    private void tell(double most, Flood.Outcome outcome) {
        results.add(
                new Results.Verb(
                        "what is accepted of %d times what it can do".formatted(TIMES),
                        Samples.of(outcome.served())));
        results.note(
                "%d callers: %.0f a second; %d times as many arrivals for %d s: %.0f a second, %.2f of that (goal: ≥ 0.8), %d refused, %d failed, the slowest after %.1f s"
                        .formatted(
                                CALLERS,
                                most,
                                TIMES,
                                FLOOD.toSeconds(),
                                outcome.perSecond(),
                                outcome.perSecond() / most,
                                outcome.refused(),
                                outcome.failed(),
                                Samples.of(outcome.served()).percentile(100) / 1e3));
    }
}
