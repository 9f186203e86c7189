package dev.cloche.control.runtime;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/// Lines of which some begin with the time at which they were logged, and the others belong to the
/// one before.
final class StampedLines {

    private StampedLines() {}

    /// Those that were logged at this time or later. Lines before the first time are as old as it.
    static List<String> since(Instant since, List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            Optional<Instant> at = stamp(lines.get(i));
            if (at.isPresent() && !at.get().isBefore(since)) {
                int first = isFirst(lines, i) ? 0 : i;
                return List.copyOf(lines.subList(first, lines.size()));
            }
        }
        return List.of();
    }

    private static boolean isFirst(List<String> lines, int index) {
        return lines.subList(0, index).stream().allMatch(line -> stamp(line).isEmpty());
    }

    /// When a line was logged, if it says so.
    static Optional<Instant> stamp(String line) {
        int end = line.indexOf(' ');
        if (end < 0 || !Character.isDigit(line.charAt(0))) {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.parse(line.substring(0, end)).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty(); // a line that only looks like one
        }
    }
}
