package dev.cloche.control.execution;

import dev.cloche.api.execution.ExecutionStatus;
import dev.cloche.api.execution.Verdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;

/// `executions_total` by status and verdict, `execution_duration_seconds`, `failure_rate` and
/// `timeout_rate`.
@Singleton
final class ExecutionMetrics {

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(10),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        Duration.ofMinutes(5)
    };

    private final MeterRegistry registry;
    private final Clock clock;
    private final RecentOutcomes recent = new RecentOutcomes();
    private final Counter refused;

    ExecutionMetrics(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
        this.refused =
                Counter.builder("executions.refused")
                        .description("Executions refused because their container held enough")
                        .register(registry);
        counter(ExecutionStatus.COMPLETED, Verdict.OK);
        timer(ExecutionStatus.COMPLETED);
        rate("failure.rate", ExecutionStatus.FAILED);
        rate("timeout.rate", ExecutionStatus.TIMEOUT);
    }

    void ended(Conclusion conclusion) {
        recent.add(conclusion.status(), clock.instant());
        counter(conclusion.status(), conclusion.verdict()).increment();
        timer(conclusion.status())
                .record(Duration.ofNanos((long) (conclusion.report().executionTime() * 1e9)));
    }

    void refused() {
        refused.increment();
    }

    private Counter counter(ExecutionStatus status, Verdict verdict) {
        return Counter.builder("executions")
                .description("Executions that ended, by how and why")
                .tag("status", status.wire())
                .tag("verdict", verdict.wire())
                .register(registry);
    }

    private Timer timer(ExecutionStatus status) {
        return Timer.builder("execution.duration")
                .description("How long executions ran, by how they ended")
                .tag("status", status.wire())
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    private void rate(String name, ExecutionStatus status) {
        Gauge.builder(name, () -> recent.share(status, clock.instant()))
                .description(
                        "Share of the executions of the last five minutes that ended as "
                                + status.wire()
                                + ", as this replica saw them")
                .register(registry);
    }
}
