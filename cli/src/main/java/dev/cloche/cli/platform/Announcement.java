package dev.cloche.cli.platform;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What a ready control plane says of itself in its data directory.
///
/// @param pid its process
/// @param url where it answers
/// @param startedAt when it was ready
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Announcement(long pid, URI url, Instant startedAt) {
    private static final Duration CLOCK_STEP = Duration.ofSeconds(5);

    /// What this process says of itself; a half-written or foreign file counts as nothing.
    public static Optional<Announcement> of(DataDirectory data, long pid) {
        return read(data.announcements().resolve(pid + ".json")).filter(it -> it.pid() == pid);
    }

    /// One in this data directory whose process still lives; the latest, if there are several.
    public static Optional<Announcement> living(DataDirectory data) {
        return read(data.announcement())
                .filter(Announcement::isAlive)
                .or(() -> all(data).stream().filter(Announcement::isAlive).findFirst());
    }

    private static List<Announcement> all(DataDirectory data) {
        if (!Files.isDirectory(data.announcements())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(data.announcements())) {
            return files.map(Announcement::read).flatMap(Optional::stream).toList();
        } catch (IOException _) {
            return List.of();
        }
    }

    private static Optional<Announcement> read(Path file) {
        try {
            return Optional.of(Json.MAPPER.readValue(Files.readAllBytes(file), Announcement.class));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private boolean isAlive() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process -> isBy(process.info().startInstant()))
                .isPresent();
    }

    /// Whether a process that started then can have written this: a number is given to another
    /// process some time after its owner died without tidying up.
    boolean isBy(Optional<Instant> processStarted) {
        return processStarted.map(start -> !start.isAfter(startedAt.plus(CLOCK_STEP))).orElse(true);
    }
}
