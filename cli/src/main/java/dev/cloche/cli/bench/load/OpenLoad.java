package dev.cloche.cli.bench.load;

import dev.cloche.cli.bench.way.Way;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Callers that arrive at random and do not wait for each other. A run is measured from when its
/// caller was to arrive, so that what waits because we are slow counts as slow.
public final class OpenLoad {
    private static final int LEAST_BACKLOG = 16;

    private OpenLoad() {}

    /// How a window went.
    public sealed interface Outcome {

        /// Everybody was served.
        record Kept(List<Long> nanos) implements Outcome {
            public Kept {
                nanos = List.copyOf(nanos);
            }
        }

        /// More came than were served, so that the figures would say how long it was measured.
        record Overrun(int served, int arrived) implements Outcome {}
    }

    /// One window of arrivals; the same seed gives the same ones.
    public static Outcome run(Way way, int perSecond, Duration window, long seed) {
        return run(
                way, Poisson.arrivals(perSecond, window, seed), Math.max(LEAST_BACKLOG, perSecond));
    }

    /// @param mostOpen more than that many at once are a backlog that will not shrink
    static Outcome run(Way way, List<Long> arrivals, int mostOpen) {
        var load = new Load(way, mostOpen);
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            return load.run(arrivals, threads);
        }
    }

    private static final class Load {
        private final Way way;
        private final int mostOpen;
        private final AtomicInteger open = new AtomicInteger();
        private final Queue<Long> nanos = new ConcurrentLinkedQueue<>();
        private final AtomicReference<@Nullable RuntimeException> problem = new AtomicReference<>();

        Load(Way way, int mostOpen) {
            this.way = way;
            this.mostOpen = mostOpen;
        }

        Outcome run(Collection<Long> arrivals, ExecutorService threads) {
            long start = System.nanoTime();
            int arrived = 0;
            for (long arrival : arrivals) {
                Poisson.await(start + arrival);
                if (problem.get() != null || open.incrementAndGet() > mostOpen) {
                    break;
                }
                int caller = arrived++;
                threads.execute(() -> serve(caller, start + arrival));
            }
            int servedInTime = nanos.size();
            threads.close();
            RuntimeException thrown = problem.get();
            if (thrown != null) {
                throw thrown;
            }
            return arrived == arrivals.size()
                    ? new Outcome.Kept(List.copyOf(nanos))
                    : new Outcome.Overrun(servedInTime, arrived);
        }

        private void serve(int caller, long due) {
            try {
                long _ = way.run(caller);
                nanos.add(System.nanoTime() - due);
            } catch (RuntimeException e) {
                // thrown again by the thread that waits for this one
                boolean _ = problem.compareAndSet(null, e);
            } finally {
                int _ = open.decrementAndGet();
            }
        }
    }
}
