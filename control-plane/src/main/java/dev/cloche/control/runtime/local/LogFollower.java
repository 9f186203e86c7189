package dev.cloche.control.runtime.local;

import dev.cloche.control.runtime.BoundedLog;
import dev.cloche.control.runtime.LogQuery;
import dev.cloche.control.runtime.LogReader;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Reads on in a log file. When the file is cut because it has become too long, it goes on at the
/// new beginning.
final class LogFollower implements LogReader {

    private static final Duration LOOK_EVERY = Duration.ofMillis(150);
    private static final int MOST_AT_ONCE = 64 * 1024;

    private final BoundedLog log;
    private final BooleanSupplier over;
    private final ByteArrayOutputStream unfinished = new ByteArrayOutputStream();
    private List<String> before;
    private long position;

    /// @param over whether nobody writes to it any more
    LogFollower(BoundedLog log, LogQuery query, BooleanSupplier over) throws IOException {
        this.log = log;
        this.over = over;
        // The end first: what comes in between is read twice rather than not at all.
        this.position = log.lengthOfWholeLines();
        this.before = query.of(log.tail(Integer.MAX_VALUE));
    }

    @Override
    public Optional<List<String>> next(Duration patience) {
        if (!before.isEmpty()) {
            List<String> lines = before;
            before = List.of();
            return Optional.of(lines);
        }
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            // Asked first: what was written before the end is read after it.
            boolean last = over.getAsBoolean();
            long from = position;
            List<String> lines = read(last);
            if (!lines.isEmpty()) {
                return Optional.of(lines);
            }
            if (last && position == from) {
                return Optional.empty();
            }
            if (last) {
                continue;
            }
            if (System.nanoTime() >= end || Thread.currentThread().isInterrupted()) {
                return Optional.of(List.of());
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
    }

    private List<String> read(boolean last) {
        try (var file = new RandomAccessFile(log.file().toFile(), "r")) {
            if (file.length() < position) {
                position = 0;
                unfinished.reset();
            }
            file.seek(position);
            byte[] bytes = new byte[MOST_AT_ONCE];
            int count = Math.max(0, file.read(bytes));
            position += count;
            return lines(bytes, count, last && count == 0);
        } catch (FileNotFoundException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + log.file(), e);
        }
    }

    private List<String> lines(byte[] bytes, int count, boolean last) {
        int end = count;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        if (end == 0 && !last && unfinished.size() + count <= MOST_AT_ONCE) {
            unfinished.write(bytes, 0, count);
            return List.of();
        }
        int whole = end == 0 ? count : end;
        unfinished.write(bytes, 0, whole);
        String text = unfinished.toString(StandardCharsets.UTF_8);
        unfinished.reset();
        unfinished.write(bytes, whole, count - whole);
        return text.lines().toList();
    }

    @Override
    public void close() {
        before = List.of();
    }
}
