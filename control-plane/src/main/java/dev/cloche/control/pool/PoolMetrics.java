package dev.cloche.control.pool;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;

/// `warm_pool_started_total` and `warm_pool_dropped_total`.
@Singleton
final class PoolMetrics {

    private final Counter started;
    private final Counter dropped;

    PoolMetrics(MeterRegistry registry) {
        this.started =
                Counter.builder("warm.pool.started")
                        .description("Containers that were started before anybody asked for them")
                        .register(registry);
        this.dropped =
                Counter.builder("warm.pool.dropped")
                        .description("Containers that were given up since nobody used them")
                        .register(registry);
    }

    void started() {
        started.increment();
    }

    void dropped() {
        dropped.increment();
    }
}
