package dev.cloche.cli.chaos;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/// What the callers met, in numbers, and what is not as it was promised.
final class Tally {
    private final LongAdder requests = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final Map<String, LongAdder> failures = new ConcurrentSkipListMap<>();
    private final Collection<Success> successes = new ConcurrentLinkedQueue<>();
    private final Collection<Violation> violations = new ConcurrentLinkedQueue<>();

    /// An execution that went as it should, in milliseconds of the ledger.
    record Success(long start, long end) {}

    /// A promise that was not kept.
    ///
    /// @param names that the ledger knows it by
    record Violation(List<String> names, String sentence) {}

    void request() {
        requests.increment();
    }

    void retry() {
        retries.increment();
    }

    /// A request that was not carried out, by what was said or done instead.
    void failure(String kind) {
        failures.computeIfAbsent(kind, _ -> new LongAdder()).increment();
    }

    void success(long start, long end) {
        successes.add(new Success(start, end));
    }

    void violation(List<String> names, String sentence) {
        violations.add(new Violation(names, sentence));
    }

    long requests() {
        return requests.sum();
    }

    long retries() {
        return retries.sum();
    }

    Map<String, LongAdder> failures() {
        return failures;
    }

    List<Success> successes() {
        return List.copyOf(successes);
    }

    List<Violation> violations() {
        return List.copyOf(violations);
    }
}
