package dev.cloche.control.execution;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;

/// `executions_total` by status and verdict, and `execution_duration_seconds`.
@Singleton
final class ExecutionMetrics {

    private final MeterRegistry registry;

    ExecutionMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void ended(Conclusion conclusion) {
        String status = conclusion.status().wire();
        registry.counter("executions", "status", status, "verdict", conclusion.verdict().wire())
                .increment();
        registry.timer("execution.duration", "status", status)
                .record(Duration.ofNanos((long) (conclusion.report().executionTime() * 1e9)));
    }
}
