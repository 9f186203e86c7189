package dev.cloche.control.runtime.kubernetes;

import dev.cloche.control.runtime.LogReader;
import io.fabric8.kubernetes.client.dsl.LogWatch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/// Follows a pod's log: what has been logged, and then what is logged later. It ends with the pod,
/// or with the connection.
final class PodLog implements LogReader {

    private static final Logger LOG = Logger.getLogger(PodLog.class);
    private static final int LINES_AHEAD = 1000;

    private final LogWatch source;
    private final BlockingQueue<Entry> entries = new ArrayBlockingQueue<>(LINES_AHEAD);
    private boolean ended;

    PodLog(LogWatch source) {
        this.source = source;
        var _ = Thread.ofVirtual().name("pod-log").start(this::read);
    }

    private sealed interface Entry {

        record Line(String text) implements Entry {}

        record End() implements Entry {}
    }

    private void read() {
        try (var reader =
                new BufferedReader(
                        new InputStreamReader(source.getOutput(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                put(new Entry.Line(line));
            }
        } catch (IOException e) {
            LOG.debugf("a log is not read any more: %s", e);
        } finally {
            put(new Entry.End());
        }
    }

    // Who reads slowly holds up the connection; who reads no more has made room.
    private void put(Entry entry) {
        try {
            entries.put(entry);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
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

    @Override
    public void close() {
        source.close();
        entries.clear();
    }
}
