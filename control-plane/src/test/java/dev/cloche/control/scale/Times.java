package dev.cloche.control.scale;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/// How long each of many things took, done by several threads.
///
/// @param nanos in ascending order
/// @param total from the first to the last, in nanoseconds
record Times(List<Long> nanos, long total) {

    static <T> Times of(int threads, List<T> things, Consumer<T> what) throws InterruptedException {
        long begun = System.nanoTime();
        List<Future<Long>> results;
        try (ExecutorService hands = Executors.newFixedThreadPool(threads)) {
            List<Callable<Long>> all = new ArrayList<>();
            for (T thing : things) {
                all.add(() -> {
                    long start = System.nanoTime();
                    what.accept(thing);
                    return System.nanoTime() - start;
                });
            }
            results = hands.invokeAll(all);
        }
        long total = System.nanoTime() - begun;
        return new Times(results.stream().map(Times::get).sorted().toList(), total);
    }

    private static long get(Future<Long> result) {
        try {
            return result.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    double perSecond() {
        return nanos.size() / (total / 1e9);
    }

    /// In milliseconds.
    double quantile(double share) {
        return nanos.get((int) Math.min(nanos.size() - 1L, Math.round(share * nanos.size()))) / 1e6;
    }
}
