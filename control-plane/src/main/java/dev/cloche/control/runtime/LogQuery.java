package dev.cloche.control.runtime;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Which part of a log is wanted.
///
/// @param lines at most so many, the newest
/// @param since what was logged before is not wanted
public record LogQuery(int lines, Optional<Instant> since) {

    public LogQuery {
        if (lines < 0) {
            throw new IllegalArgumentException("less than no lines: " + lines);
        }
    }

    /// That part of all lines.
    public List<String> of(List<String> all) {
        List<String> young = since.map(time -> StampedLines.since(time, all)).orElse(all);
        return List.copyOf(young.subList(Math.max(0, young.size() - lines), young.size()));
    }
}
