package dev.cloche.cli.bench.load;

import dev.cloche.cli.platform.Platform;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/// More callers than can be served, at random times, of whom each takes a no for an answer.
public final class Flood {
    private Flood() {}

    /// @param served how long each took that was served, from when its caller came
    /// @param perSecond how many were served in a second while callers came
    /// @param failed how many got neither a result nor a refusal
    public record Outcome(Collection<Long> served, double perSecond, int refused, int failed) {
        public Outcome {
            served = List.copyOf(served);
        }
    }

    /// @param ask serves the caller of that number; nothing when it was refused
    public static Outcome of(
            IntFunction<CompletableFuture<? extends Optional<?>>> ask,
            int perSecond,
            Duration window,
            long seed) {
        Queue<Long> served = new ConcurrentLinkedQueue<>();
        AtomicInteger refused = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        List<CompletableFuture<?>> asked = new ArrayList<>();
        long start = System.nanoTime();
        for (long arrival : Poisson.arrivals(perSecond, window, seed)) {
            Poisson.await(start + arrival);
            asked.add(
                    ask.apply(asked.size())
                            .handle((answer, failure) -> {
                                if (failure != null) {
                                    return failed.incrementAndGet();
                                }
                                return answer.isPresent()
                                        ? served.add(System.nanoTime() - start - arrival)
                                        : refused.incrementAndGet();
                            }));
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        int inTime = served.size();
        asked.forEach(Platform::await);
        return new Outcome(served, inTime / seconds, refused.get(), failed.get());
    }
}
