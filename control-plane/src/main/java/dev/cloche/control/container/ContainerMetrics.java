package dev.cloche.control.container;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/// `warm_pool_size`, and of the machine that containers run on: `runtime_cpu_usage` and
/// `runtime_memory_usage`.
@Singleton
final class ContainerMetrics {

    private static final Path TIMES = Path.of("/proc/stat");
    private static final Path MEMORY = Path.of("/proc/meminfo");

    private final Pool pool;
    private final AtomicLong warm = new AtomicLong();
    private Usage.Times times;
    private double processors;

    ContainerMetrics(Pool pool, MeterRegistry registry) throws IOException {
        this.pool = pool;
        this.times = Usage.times(Files.readString(TIMES));
        Gauge.builder("warm.pool.size", warm, AtomicLong::doubleValue)
                .description("Containers that are ready and hold no session, in all replicas")
                .register(registry);
        Gauge.builder("runtime.cpu.usage", this, ContainerMetrics::processors)
                .description("Share of the machine's processors in use in the last seconds")
                .register(registry);
        Gauge.builder("runtime.memory.usage", this, ContainerMetrics::memory)
                .description("Share of the machine's memory that is not available")
                .register(registry);
    }

    @Scheduled(
            every = "5s",
            delayed = "0s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> count() {
        look();
        return pool.preparedQuery("SELECT count(*) AS n FROM containers WHERE status = 'warm'")
                .execute()
                .invoke(rows -> warm.set(rows.iterator().next().getLong("n")))
                .replaceWithVoid()
                .onFailure()
                .invoke(failure -> Log.warnf("warm containers not counted: %s", failure))
                .onFailure()
                .recoverWithNull();
    }

    private synchronized void look() {
        Usage.Times now = Usage.times(read(TIMES));
        processors = now.busySince(times);
        times = now;
    }

    private synchronized double processors() {
        return processors;
    }

    private double memory() {
        return Usage.memory(read(MEMORY));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
