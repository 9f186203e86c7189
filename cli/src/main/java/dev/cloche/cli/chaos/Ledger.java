package dev.cloche.cli.chaos;

import dev.cloche.cli.kernel.Exit;
import dev.cloche.cli.kernel.Refusal;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// What happened, as the callers saw it: a file to which a line is added before and after each
/// call.
final class Ledger implements AutoCloseable {
    private final Path path;
    private final BufferedWriter writer;
    private final long startNanos;
    private boolean closed;

    private Ledger(Path path, BufferedWriter writer) {
        this.path = path;
        this.writer = writer;
        this.startNanos = System.nanoTime();
    }

    static Ledger at(Path path) {
        try {
            return new Ledger(path, Files.newBufferedWriter(path));
        } catch (IOException e) {
            throw new Refusal(Exit.FAILED, "cannot write " + path + ": " + e.getMessage(), e);
        }
    }

    /// Milliseconds since it was begun.
    long now() {
        return (System.nanoTime() - startNanos) / 1_000_000;
    }

    Path path() {
        return path;
    }

    /// Adds a line about something, which is a key, an id, or a name; nothing once it is closed.
    synchronized void write(String about, String what) {
        if (closed) {
            return;
        }
        try {
            writer.write(
                    String.format(
                            Locale.ROOT, "%9.3f %s %s", now() / 1000.0, about, oneLine(what)));
            writer.newLine();
            writer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// All lines that name one of these, in their order, and all faults.
    List<String> story(List<String> names) {
        List<String> story = new ArrayList<>();
        try (Stream<String> lines = Files.lines(path)) {
            lines.filter(line ->
                            names.stream().anyMatch(line::contains) || line.contains(" FAULT "))
                    .forEach(story::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return story;
    }

    @Override
    public synchronized void close() {
        closed = true;
        try {
            writer.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String oneLine(String text) {
        return text.replace('\n', '/');
    }
}
