package dev.cloche.control.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// Lines of a log between the thread that gets them and the one that reads them. Who reads slowly
/// holds up who gets them.
public final class LinesAhead {

    private static final int MOST = 1000;

    private final BlockingQueue<Entry> entries = new ArrayBlockingQueue<>(MOST);
    private volatile boolean closed;
    private boolean ended;

    private sealed interface Entry {

        record Line(String text) implements Entry {}

        record End() implements Entry {}
    }

    /// Adds a line, and waits until there is room for it.
    public void put(String line) {
        put(new Entry.Line(line));
    }

    /// There are no more.
    public void end() {
        put(new Entry.End());
    }

    // Who reads no more has made room.
    private void put(Entry entry) {
        try {
            boolean put = closed;
            while (!put) {
                put = entries.offer(entry, 1, TimeUnit.SECONDS) || closed;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// As [LogReader#next] says.
    public Optional<List<String>> next(Duration patience) {
        if (ended) {
            return Optional.empty();
        }
        List<String> lines = new ArrayList<>();
        for (Entry entry : entries(patience)) {
            switch (entry) {
                case Entry.Line(var text) -> lines.add(text);
                case Entry.End() -> ended = true;
            }
        }
        return ended && lines.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(lines));
    }

    private List<Entry> entries(Duration patience) {
        List<Entry> all = new ArrayList<>();
        try {
            Optional.ofNullable(entries.poll(patience.toMillis(), TimeUnit.MILLISECONDS))
                    .ifPresent(all::add);
            entries.drainTo(all);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return all;
    }

    /// Nobody reads any more.
    public void close() {
        closed = true;
        entries.clear();
    }
}
