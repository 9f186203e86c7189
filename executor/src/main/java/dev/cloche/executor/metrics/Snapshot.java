package dev.cloche.executor.metrics;

import dev.cloche.api.execution.Verdict;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/// An executor at one moment, in numbers. They name no tenant, session or execution.
///
/// @param running runs that have begun and are not over
/// @param waiting runs that wait for room
/// @param ended runs whose reports were made since the start, by verdict
/// @param unacknowledged executions whose reports nobody has taken yet
/// @param sessions that are bound to it
/// @param sandboxesWait whether sandboxes wait for runs
/// @param working whether code can be run
/// @param started when this process began
public record Snapshot(
        int running,
        int waiting,
        Map<Verdict, Long> ended,
        int unacknowledged,
        int sessions,
        boolean sandboxesWait,
        boolean working,
        Instant started) {

    private static final double MILLIS = 1000.0;

    public Snapshot {
        ended = Map.copyOf(ended);
    }

    /// As a Prometheus reads it.
    String text() {
        Exposition all = new Exposition();
        all.gauge("executor_runs", "Runs that are not over.", "state", states());
        all.counter("executor_runs_ended_total", "Runs that are over.", "verdict", everyVerdict());
        all.gauge(
                "executor_reports_unacknowledged",
                "Executions whose reports no control plane has taken yet.",
                unacknowledged);
        all.gauge("executor_sessions", "Sessions that are bound to it.", sessions);
        all.gauge(
                "executor_sandboxes_wait",
                "Whether sandboxes wait for runs.",
                sandboxesWait ? 1 : 0);
        all.gauge("executor_working", "Whether code can be run.", working ? 1 : 0);
        Memory.resident()
                .ifPresent(bytes ->
                        all.gauge(
                                "process_resident_memory_bytes",
                                "Memory of the executor itself, without its runs.",
                                (double) bytes));
        all.gauge(
                "process_start_time_seconds",
                "When the executor began, in seconds since 1970.",
                started.toEpochMilli() / MILLIS);
        return all.text();
    }

    private SequencedMap<String, Long> states() {
        SequencedMap<String, Long> states = new LinkedHashMap<>();
        states.put("running", (long) running);
        states.put("waiting", (long) waiting);
        return states;
    }

    // All of them from the start, so that the first of a kind counts as an increase.
    private SequencedMap<String, Long> everyVerdict() {
        SequencedMap<String, Long> verdicts = new LinkedHashMap<>();
        for (Verdict verdict : Verdict.values()) {
            verdicts.put(verdict.wire(), ended.getOrDefault(verdict, 0L));
        }
        return verdicts;
    }
}
