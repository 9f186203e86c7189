package dev.cloche.control.runtime;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The log of a container that nobody knows.
public final class NoLog implements LogReader {

    @Override
    public Optional<List<String>> next(Duration patience) {
        return Optional.empty();
    }

    @Override
    public void close() {
        // It holds nothing.
    }
}
