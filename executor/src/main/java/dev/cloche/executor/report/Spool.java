package dev.cloche.executor.report;

import dev.cloche.api.execution.ExecutionId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/// Reports that are not acknowledged yet, one file each, so that they outlive this process.
final class Spool {

    private static final Logger LOG = Logger.getLogger(Spool.class);
    private static final Pattern NAME =
            Pattern.compile("(" + ExecutionId.PATTERN + ")_([0-9]{1,9})\\.json");

    private final Path directory;

    Spool(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
    }

    /// A report as it is sent.
    record Entry(ExecutionId execution, int attempt, String body) {

        String name() {
            return execution + "_" + attempt;
        }
    }

    /// Keeps the entry: it is there whole or not at all.
    void keep(Entry entry) throws IOException {
        Path half = directory.resolve(entry.name() + ".tmp");
        Files.write(half, entry.body().getBytes(StandardCharsets.UTF_8));
        Files.move(half, file(entry), StandardCopyOption.ATOMIC_MOVE);
    }

    void drop(Entry entry) throws IOException {
        Files.deleteIfExists(file(entry));
    }

    /// What an earlier process has left, oldest name first. Halves are thrown away.
    List<Entry> left() throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.sorted().toList()) {
                if (file.toString().endsWith(".tmp")) {
                    Files.delete(file);
                } else {
                    read(file).ifPresent(entries::add);
                }
            }
        }
        return List.copyOf(entries);
    }

    private Optional<Entry> read(Path file) throws IOException {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (!name.matches()) {
            LOG.warnf("spool contains something else file=%s", file.getFileName());
            return Optional.empty();
        }
        var execution = new ExecutionId(name.group(1));
        int attempt = Integer.parseInt(name.group(2));
        return Optional.of(new Entry(execution, attempt, Files.readString(file)));
    }

    private Path file(Entry entry) {
        return directory.resolve(entry.name() + ".json");
    }
}
