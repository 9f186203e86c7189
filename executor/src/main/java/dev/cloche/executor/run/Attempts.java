package dev.cloche.executor.run;

import dev.cloche.api.execution.ExecutionId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;

/// The attempts at executions that were here, of the newest executions.
final class Attempts {

    private static final int REMEMBERED = 20_000;

    private final SequencedMap<ExecutionId, List<Integer>> taken = new LinkedHashMap<>();

    /// Whether this attempt is new; from now on it is not.
    boolean add(RunKey key) {
        if (has(key)) {
            return false;
        }
        taken.merge(
                key.execution(),
                List.of(key.attempt()),
                (known, one) -> Stream.concat(known.stream(), one.stream()).toList());
        if (taken.size() > REMEMBERED) {
            taken.pollFirstEntry();
        }
        return true;
    }

    boolean has(RunKey key) {
        return taken.getOrDefault(key.execution(), List.of()).contains(key.attempt());
    }

    boolean hasAny(ExecutionId execution) {
        return taken.containsKey(execution);
    }
}
