package dev.cloche.cli.bench.load;

import dev.cloche.cli.kernel.Refusal;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/// More callers than can be served, at random times, of whom each takes a no for an answer.
public final class Flood {
    private Flood() {}

    /// @param served how long each took that was served, from when its caller came
    /// @param perSecond how many were served in a second while callers came, once lines were full
    /// @param failed how many got neither a result nor a refusal
    /// @param own how many processors the callers themselves kept busy
    public record Outcome(
            Collection<Long> served, double perSecond, int refused, int failed, double own) {
        public Outcome {
            served = List.copyOf(served);
        }
    }

    /// @param ask serves the caller of that number, who has a thread of his own; nothing when it
    ///   was refused
    /// @param filling how long it takes until as many wait as may
    public static Outcome of(
            IntFunction<Optional<?>> ask,
            int perSecond,
            Duration filling,
            Duration window,
            long seed) {
        Queue<Long> served = new ConcurrentLinkedQueue<>();
        AtomicInteger early = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        double perSecondServed;
        double own;
        OwnTime time = OwnTime.start();
        try (ExecutorService callers = Executors.newCachedThreadPool()) {
            int number = 0;
            long start = System.nanoTime();
            for (long arrival : Poisson.arrivals(perSecond, window, seed)) {
                Poisson.await(start + arrival);
                int caller = number++;
                callers.execute(() -> {
                    try {
                        if (ask.apply(caller).isPresent()) {
                            long now = System.nanoTime() - start;
                            served.add(now - arrival);
                            if (now < filling.toNanos()) {
                                early.incrementAndGet();
                            }
                        } else {
                            refused.incrementAndGet();
                        }
                    } catch (Refusal _) {
                        failed.incrementAndGet();
                    }
                });
            }
            double seconds = (System.nanoTime() - start - filling.toNanos()) / 1e9;
            perSecondServed = (served.size() - early.get()) / seconds;
            own = time.processors();
        }
        return new Outcome(served, perSecondServed, refused.get(), failed.get(), own);
    }
}
