package dev.cloche.executor.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cloche.api.execution.ExecutionId;
import dev.cloche.api.execution.Verdict;
import dev.cloche.api.executor.Heartbeat;
import dev.cloche.api.executor.RunPhase;
import dev.cloche.api.executor.RunReport;
import dev.cloche.api.executor.StatusReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Reports about executions. A result that the control plane does not take at once is on disk from
/// then on, until it is taken or the control plane has said that it never will be.
public final class Reports {

    private static final Logger LOG = Logger.getLogger(Reports.class);
    private static final Duration MOMENT = Duration.ofMillis(200);
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);
    private static final Duration AT_ONCE = Duration.ofMillis(50);
    private static final Set<Integer> FAULTS_OF_CONTENT = Set.of(400, 413, 422);
    private static final Set<String> CHOSEN_BY_RUNS =
            Set.of("artifacts", "changes", "return_value", "changes_truncated");

    private final ControlPlane controlPlane;
    private final Spool spool;
    private final ObjectMapper json;
    private final ScheduledExecutorService timer;
    private final Clock clock;
    private final Map<String, Parcel> waiting = new ConcurrentHashMap<>();
    private final Map<Verdict, Long> ended = new ConcurrentHashMap<>();
    private final AtomicBoolean keeping = new AtomicBoolean();

    public Reports(
            ControlPlane controlPlane,
            Path spool,
            ObjectMapper json,
            ScheduledExecutorService timer,
            Clock clock) {
        this.controlPlane = controlPlane;
        this.json = json;
        this.timer = timer;
        this.clock = clock;
        try {
            this.spool = new Spool(spool);
        } catch (IOException problem) {
            throw new UncheckedIOException("the spool cannot be used", problem);
        }
    }

    /// Sends what an earlier process could not.
    public void resume() throws IOException {
        for (Spool.Entry entry : spool.left()) {
            deliver(new Parcel(entry, spool, true, Optional.empty()));
        }
    }

    /// Takes notice of a control plane that has called.
    public void called(String url) {
        controlPlane.called(url);
    }

    /// Reports how a run ended, as often as it takes.
    ///
    /// @param asker who asked for the run, and so hears first how it ended: somebody may wait there
    public void result(
            ExecutionId execution, int attempt, RunReport report, Optional<String> asker) {
        if (report.verdict() != null) {
            ended.merge(report.verdict(), 1L, Long::sum);
        }
        deliver(new Parcel(new Spool.Entry(execution, attempt, text(report)), spool, false, asker));
    }

    /// Says that a run is running, when it lasts longer than a moment, and that it is alive.
    ///
    /// @return cancels both
    public Future<?> follow(ExecutionId execution, int attempt, Instant started) {
        var status = new StatusReport(RunPhase.RUNNING, started, null, null, null, attempt);
        var pulse = new Pulse(execution, status);
        return timer.scheduleAtFixedRate(
                pulse, MOMENT.toMillis(), HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// How many runs have been reported, by how they ended.
    public Map<Verdict, Long> ended() {
        return Map.copyOf(ended);
    }

    /// Executions whose results are not acknowledged.
    public List<ExecutionId> unacknowledged() {
        return waiting.values().stream()
                .map(parcel -> parcel.entry().execution())
                .distinct()
                .toList();
    }

    /// Waits until every result is acknowledged; says whether it came to that.
    public boolean awaitAcknowledged(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        synchronized (waiting) {
            try {
                while (!waiting.isEmpty()) {
                    long millis = (end - System.nanoTime()) / 1_000_000;
                    if (millis <= 0) {
                        return false;
                    }
                    waiting.wait(millis);
                }
            } catch (InterruptedException interruption) {
                Thread.currentThread().interrupt();
            }
            return waiting.isEmpty();
        }
    }

    private void deliver(Parcel parcel) {
        waiting.put(parcel.name(), parcel);
        send(parcel, BackOff.first());
        keepSoon();
    }

    private void send(Parcel parcel, BackOff backOff) {
        controlPlane
                .post(
                        "/executions/" + parcel.entry().execution() + "/result",
                        parcel.entry().body(),
                        Optional.of(parcel.name() + "_result"),
                        parcel.asker())
                .whenComplete((status, problem) -> settle(parcel, backOff, status, problem));
    }

    // One look for all that were sent since the last one.
    private void keepSoon() {
        if (!keeping.getAndSet(true)) {
            CompletableFuture.delayedExecutor(AT_ONCE.toMillis(), TimeUnit.MILLISECONDS, timer)
                    .execute(this::keepLate);
        }
    }

    private void keepLate() {
        keeping.set(false);
        waiting.values().stream()
                .filter(parcel -> parcel.isOlderThan(AT_ONCE))
                .forEach(Parcel::keep);
        if (waiting.values().stream().anyMatch(Parcel::isLoose)) {
            keepSoon();
        }
    }

    private void settle(
            Parcel parcel, BackOff backOff, @Nullable Integer status, @Nullable Throwable problem) {
        switch (Answer.of(status)) {
            case TAKEN -> drop(parcel);
            case REFUSED -> refused(parcel, status);
            case AGAIN -> {
                LOG.debugf(problem, "report is sent again execution=%s", parcel.name());
                timer.execute(parcel::keep);
                long millis = backOff.delay().toMillis();
                CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, timer)
                        .execute(() -> send(parcel, backOff.next()));
            }
        }
    }

    // What a run names and returns is its own to choose. A report that is refused for it is sent
    // without it: an execution that nobody concludes would be worse.
    private void refused(Parcel parcel, @Nullable Integer status) {
        LOG.warnf("report is refused execution=%s status=%s", parcel.name(), status);
        Optional<Spool.Entry> plain =
                status != null && FAULTS_OF_CONTENT.contains(status)
                        ? plain(parcel.entry())
                        : Optional.empty();
        parcel.settle();
        plain.ifPresentOrElse(
                rest -> deliver(new Parcel(rest, spool, false, parcel.asker())),
                () -> drop(parcel));
    }

    /// The same without what the run has chosen; nothing when it is that already.
    private Optional<Spool.Entry> plain(Spool.Entry entry) {
        try {
            ObjectNode report = (ObjectNode) json.readTree(entry.body());
            ObjectNode rest = report.deepCopy().without(CHOSEN_BY_RUNS);
            if (!report.has("changes")) {
                return Optional.empty();
            }
            rest.put("changes_truncated", true);
            return Optional.of(new Spool.Entry(entry.execution(), entry.attempt(), text(rest)));
        } catch (JsonProcessingException problem) {
            throw new IllegalStateException("a report is always JSON", problem);
        }
    }

    private void drop(Parcel parcel) {
        parcel.settle();
        synchronized (waiting) {
            waiting.remove(parcel.name(), parcel);
            waiting.notifyAll();
        }
    }

    private String text(Object report) {
        try {
            return json.writeValueAsString(report);
        } catch (JsonProcessingException problem) {
            throw new IllegalStateException("a report is always JSON", problem);
        }
    }

    /// The first time it says that the run is running, later that it is alive.
    private final class Pulse implements Runnable {

        private final ExecutionId execution;
        private final StatusReport status;
        private boolean said;

        Pulse(ExecutionId execution, StatusReport status) {
            this.execution = execution;
            this.status = status;
        }

        @Override
        public void run() {
            String what = said ? "/heartbeat" : "/status";
            String body =
                    text(said ? new Heartbeat(clock.instant(), null, status.attempt()) : status);
            said = true;
            controlPlane
                    .post("/executions/" + execution + what, body, Optional.empty())
                    .whenComplete((code, problem) -> note(what, code, problem));
        }

        private void note(String what, @Nullable Integer code, @Nullable Throwable problem) {
            if (problem != null || code == null || code >= 300) {
                LOG.debugf(
                        problem, "%s is not taken execution=%s status=%s", what, execution, code);
            }
        }
    }
}
