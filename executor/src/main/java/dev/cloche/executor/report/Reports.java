package dev.cloche.executor.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cloche.api.execution.ExecutionId;
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
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Reports about executions. A result is on disk before it is sent, and stays there until the
/// control plane has taken it or has said that it never will.
public final class Reports {

    private static final Logger LOG = Logger.getLogger(Reports.class);
    private static final Duration MOMENT = Duration.ofMillis(200);
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);
    private static final Set<Integer> FAULTS_OF_CONTENT = Set.of(400, 413, 422);
    private static final Set<String> CHOSEN_BY_RUNS =
            Set.of("artifacts", "changes", "return_value", "changes_truncated");

    private final ControlPlane controlPlane;
    private final Spool spool;
    private final ObjectMapper json;
    private final ScheduledExecutorService timer;
    private final Clock clock;
    private final Map<String, Spool.Entry> waiting = new ConcurrentHashMap<>();

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
            waiting.put(entry.name(), entry);
            send(entry, BackOff.first());
        }
    }

    /// Reports how a run ended, as often as it takes.
    public void result(ExecutionId execution, int attempt, RunReport report) {
        var entry = new Spool.Entry(execution, attempt, text(report));
        waiting.put(entry.name(), entry);
        keep(entry);
        send(entry, BackOff.first());
    }

    /// Says that a run is running, when it lasts longer than a moment, and that it is alive.
    ///
    /// @return cancels both
    public Future<?> follow(ExecutionId execution, Instant started) {
        var status = new StatusReport(RunPhase.RUNNING, started, null, null, null);
        var pulse = new Pulse(execution, text(status));
        return timer.scheduleAtFixedRate(
                pulse, MOMENT.toMillis(), HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Executions whose results are not acknowledged.
    public List<ExecutionId> unacknowledged() {
        return waiting.values().stream().map(Spool.Entry::execution).distinct().toList();
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

    private void send(Spool.Entry entry, BackOff backOff) {
        controlPlane
                .post(
                        "/executions/" + entry.execution() + "/result",
                        entry.body(),
                        Optional.of(entry.name() + "_result"))
                .whenComplete((status, problem) -> settle(entry, backOff, status, problem));
    }

    private void settle(
            Spool.Entry entry,
            BackOff backOff,
            @Nullable Integer status,
            @Nullable Throwable problem) {
        switch (Answer.of(status)) {
            case TAKEN -> drop(entry);
            case REFUSED -> refused(entry, status);
            case AGAIN -> {
                LOG.debugf(problem, "report is sent again execution=%s", entry.name());
                long millis = backOff.delay().toMillis();
                CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, timer)
                        .execute(() -> send(entry, backOff.next()));
            }
        }
    }

    // What a run names and returns is its own to choose. A report that is refused for it is sent
    // without it: an execution that nobody concludes would be worse.
    private void refused(Spool.Entry entry, @Nullable Integer status) {
        LOG.warnf("report is refused execution=%s status=%s", entry.name(), status);
        Optional<Spool.Entry> plain =
                status != null && FAULTS_OF_CONTENT.contains(status)
                        ? plain(entry)
                        : Optional.empty();
        plain.ifPresentOrElse(
                rest -> {
                    waiting.put(rest.name(), rest);
                    keep(rest);
                    send(rest, BackOff.first());
                },
                () -> drop(entry));
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

    private void keep(Spool.Entry entry) {
        try {
            spool.keep(entry);
        } catch (IOException problem) {
            // It is sent all the same: only a crash of this process would lose it now.
            LOG.errorf(problem, "report cannot be spooled execution=%s", entry.execution());
        }
    }

    private void drop(Spool.Entry entry) {
        try {
            spool.drop(entry);
        } catch (IOException problem) {
            LOG.errorf(problem, "report cannot be removed execution=%s", entry.name());
        }
        synchronized (waiting) {
            waiting.remove(entry.name());
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
        private final String status;
        private boolean said;

        Pulse(ExecutionId execution, String status) {
            this.execution = execution;
            this.status = status;
        }

        @Override
        public void run() {
            String what = said ? "/heartbeat" : "/status";
            String body = said ? text(new Heartbeat(clock.instant(), null)) : status;
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
