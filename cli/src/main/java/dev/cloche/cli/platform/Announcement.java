package dev.cloche.cli.platform;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What a ready control plane says of itself in its data directory.
///
/// @param pid its process
/// @param url where it answers
/// @param startedAt when it was ready
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Announcement(long pid, URI url, Instant startedAt) {
    private static final Duration CLOCK_STEP = Duration.ofSeconds(5);

    /// The one in this data directory; a half-written or foreign file counts as none.
    public static Optional<Announcement> in(DataDirectory data) {
        try {
            return Optional.of(
                    Json.MAPPER.readValue(
                            Files.readAllBytes(data.announcement()), Announcement.class));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /// The one in this data directory whose process still lives.
    public static Optional<Announcement> living(DataDirectory data) {
        return in(data).filter(it ->
                ProcessHandle.of(it.pid())
                        .filter(ProcessHandle::isAlive)
                        .filter(process -> it.isBy(process.info().startInstant()))
                        .isPresent());
    }

    /// Whether a process that started then can have written this: a number is given to another
    /// process some time after its owner died without tidying up.
    boolean isBy(Optional<Instant> processStarted) {
        return processStarted.map(start -> !start.isAfter(startedAt.plus(CLOCK_STEP))).orElse(true);
    }
}
