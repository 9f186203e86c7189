package dev.cloche.cli.bench.load;

import dev.cloche.cli.bench.way.Way;
import dev.cloche.cli.kernel.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// How often several callers together get something done, each starting again when it is done.
public final class Throughput {
    private Throughput() {}

    /// Per second, over a window of that length; runs that end after it count with their time.
    public static double of(Way way, int callers, Duration window) throws InterruptedException {
        try (ExecutorService threads = Executors.newFixedThreadPool(callers)) {
            long start = System.nanoTime();
            long end = start + window.toNanos();
            List<Future<Integer>> counts = new ArrayList<>();
            for (int caller = 0; caller < callers; caller++) {
                int number = caller;
                counts.add(threads.submit(() -> repeat(way, number, end)));
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

    private static int repeat(Way way, int caller, long end) {
        int done = 0;
        while (System.nanoTime() < end) {
            long _ = way.run(caller);
            done++;
        }
        return done;
    }
}
