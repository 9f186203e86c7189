package dev.cloche.control.runtime;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Somebody who reads a log while it is written. For one thread at a time.
public interface LogReader extends AutoCloseable {

    /// What has been logged since the last time, waiting for something at most so long: whole
    /// lines, none when the patience is over, and nothing at all when the container is over and
    /// everything is read.
    Optional<List<String>> next(Duration patience);

    @Override
    void close();
}
