package dev.cloche.cli.bench;

import dev.cloche.cli.kernel.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// How often several callers together get something done, each starting again when it is done.
final class Throughput {
    private Throughput() {}

    /// Per second, over a window of that length.
    static double of(List<Runnable> callers, Duration window) throws InterruptedException {
        try (ExecutorService threads = Executors.newFixedThreadPool(callers.size())) {
            long start = System.nanoTime();
            long end = start + window.toNanos();
            var counts = new ArrayList<Future<Integer>>();
            for (Runnable caller : callers) {
                counts.add(threads.submit(() -> repeat(caller, end)));
            }
            long done = 0;
            for (Future<Integer> count : counts) {
                done += value(count);
            }
            return done / ((System.nanoTime() - start) / 1e9);
        }
    }

    private static int value(Future<Integer> count) throws InterruptedException {
        try {
            return count.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Refusal refusal) {
                throw refusal;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private static int repeat(Runnable caller, long end) {
        int done = 0;
        while (System.nanoTime() < end) {
            caller.run();
            done++;
        }
        return done;
    }
}
