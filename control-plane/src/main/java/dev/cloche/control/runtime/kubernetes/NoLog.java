package dev.cloche.control.runtime.kubernetes;

import dev.cloche.control.runtime.LogReader;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The log of a container that nobody knows.
final class NoLog implements LogReader {

    @Override
    public Optional<List<String>> next(Duration patience) {
        return Optional.empty();
    }

    @Override
    public void close() {
        // It holds nothing.
    }
}
