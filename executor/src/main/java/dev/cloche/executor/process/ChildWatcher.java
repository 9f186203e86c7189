package dev.cloche.executor.process;

import java.time.Instant;

/// Learns what happens to one child, in order, on the spawner's thread: it must not block.
public interface ChildWatcher {

    /// It runs.
    void started(Instant at);

    void output(Stream stream, byte[] bytes);

    /// Said once, and nothing after it.
    void ended(Ending ending);

    /// Where output comes from.
    enum Stream {
        STDOUT,
        STDERR
    }
}
