package dev.cloche.cli.bench;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.execution.ExecutionResult;
import dev.cloche.api.session.SessionId;
import dev.cloche.cli.bench.load.Flood;
import dev.cloche.cli.bench.load.OwnTime;
import dev.cloche.cli.bench.load.Samples;
import dev.cloche.cli.bench.load.Throughput;
import dev.cloche.cli.bench.report.Results;
import dev.cloche.cli.bench.way.BlockingHttp;
import dev.cloche.cli.bench.way.WholeApi;
import dev.cloche.cli.bench.way.Workload;
import dev.cloche.cli.kernel.Refusal;
import dev.cloche.cli.platform.DataDirectory;
import dev.cloche.cli.platform.OpenSessions;
import dev.cloche.cli.platform.Platform;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a platform does that is asked for several times what it can do.
record Overload(Platform platform, DataDirectory data, Results results) {
    private static final int SESSIONS = 8;
    private static final int CALLERS = 32;
    private static final int TIMES = 5;
    private static final Duration WARM_UP = Duration.ofSeconds(3);
    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final Duration FILLING = Duration.ofSeconds(5);
    private static final Duration FLOOD = Duration.ofSeconds(25);
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final long SEED = 20260101;
    private static final byte[] BODY = BlockingHttp.body(WholeApi.execution(Workload.PYTHON));

    void measure() throws InterruptedException {
        Rate before = most();
        Optional<Flood.Outcome> outcome = flood((int) (TIMES * before.perSecond()));
        if (outcome.isPresent()) {
            // How fast the machine is changes within minutes.
            tell(before.and(most()), outcome.get());
        }
    }

    /// @param perSecond how many get done
    /// @param own how many processors the asking program kept busy
    private record Rate(double perSecond, double own) {

        Rate and(Rate other) {
            return new Rate((perSecond + other.perSecond) / 2, (own + other.own) / 2);
        }

        /// How many would get done if the asking program had processors of its own.
        double alone() {
            int processors = Runtime.getRuntime().availableProcessors();
            return perSecond * processors / (processors - own);
        }
    }

    private Rate most() throws InterruptedException {
        try (WholeApi way = WholeApi.open(platform, data, Workload.PYTHON, SESSIONS)) {
            double _ = Throughput.of(way, CALLERS, WARM_UP);
            OwnTime time = OwnTime.start();
            double perSecond = Throughput.of(way, CALLERS, WINDOW);
            return new Rate(perSecond, time.processors());
        }
    }

    private Optional<Flood.Outcome> flood(int perSecond) {
        try (var http = new BlockingHttp(platform.url(), platform.token(), PATIENCE);
                OpenSessions open = new OpenSessions(platform)) {
            List<SessionId> sessions = new ArrayList<>();
            for (int i = 0; i < SESSIONS; i++) {
                sessions.add(open.open(WholeApi.wanted(Workload.PYTHON)));
            }
            return Optional.of(
                    Flood.of(
                            caller -> offer(http, sessions.get(Math.floorMod(caller, SESSIONS))),
                            perSecond,
                            FILLING,
                            FLOOD,
                            SEED));
        } catch (Refusal e) {
            results.note("%d times what it can do: %s".formatted(TIMES, e.getMessage()));
            return Optional.empty();
        }
    }

    // Most are refused, and what it costs to notice that is taken from what is measured.
    private static Optional<ExecutionResult> offer(BlockingHttp http, SessionId session) {
        String path = "/api/v1/sessions/" + session + "/execute-sync";
        BlockingHttp.Answer answer = http.send("POST", path, BODY);
        boolean refused =
                answer.status() == ErrorCode.NO_SANDBOX_AVAILABLE.status()
                        && answer.body().contains(ErrorCode.NO_SANDBOX_AVAILABLE.wire());
        return refused
                ? Optional.empty()
                : Optional.of(
                        Platform.read(
                                answer.status(), answer.body().getBytes(StandardCharsets.UTF_8)));
    }

    private void tell(Rate most, Flood.Outcome outcome) {
        if (outcome.served().isEmpty()) {
            results.note(
                    "%d times what it can do: nobody was served, %d were refused, %d failed"
                            .formatted(TIMES, outcome.refused(), outcome.failed()));
            return;
        }
        Samples served = Samples.of(outcome.served());
        Rate flooded = new Rate(outcome.perSecond(), outcome.own());
        results.add(
                new Results.Verb(
                        "what is accepted of %d times what it can do".formatted(TIMES), served));
        results.note(
                "%d callers: %.0f a second, before and after; %d times as many arrivals for %d s: %.0f a second after the first %d, %.2f of that, and %.2f when what the asking program took of the processors (%.2f and %.2f) is not counted (goal: ≥ 0.8), %d refused, %d failed, the slowest after %.1f s"
                        .formatted(
                                CALLERS,
                                most.perSecond(),
                                TIMES,
                                FLOOD.toSeconds(),
                                flooded.perSecond(),
                                FILLING.toSeconds(),
                                flooded.perSecond() / most.perSecond(),
                                flooded.alone() / most.alone(),
                                most.own(),
                                flooded.own(),
                                outcome.refused(),
                                outcome.failed(),
                                served.percentile(100) / 1e3));
    }
}
