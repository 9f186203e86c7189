package dev.cloche.cli.bench.way;

import java.util.Set;

/// One subject that is ready to run one workload, as often as one likes, also several times at
/// once.
public interface Way extends AutoCloseable {

    Subject subject();

    /// Runs it once, checks what it printed, and says how many nanoseconds that took.
    ///
    /// @param caller each number has a session of its own, as far as there are enough
    long run(int caller);

    /// The processes that are there while nothing runs.
    Set<Long> processes();

    /// Ends what was started for it.
    @Override
    void close();
}
