package dev.cloche.cli.bench.load;

import dev.cloche.cli.bench.way.Subject;
import dev.cloche.cli.bench.way.Way;
import java.util.Set;
import java.util.function.IntToLongFunction;

/// Runs nothing.
///
/// @param work what a run does, and how long it says that it took
record FakeWay(Subject subject, IntToLongFunction work) implements Way {

    @Override
    public long run(int caller) {
        return work.applyAsLong(caller);
    }

    @Override
    public Set<Long> processes() {
        return Set.of();
    }

    @Override
    public void close() {
        // nothing was started
    }
}
