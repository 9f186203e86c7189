package dev.cloche.executor.process;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.cloche.api.execution.FileChange;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A line that the spawner says; which fields it has depends on the event.
///
/// @param event ready, started, output, answered, refused, ended or pool
/// @param bytes how many bytes follow the line
/// @param at nanoseconds since 1970
/// @param what an answer, or the state of the pool
/// @param status what the kernel says of the process's end
/// @param stopped why the child was killed
/// @param changes what became of files, as far as it was looked at
/// @param whole whether that is all of it
/// @param cgroups whether limits are held by cgroups
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonIgnoreProperties(ignoreUnknown = true)
public record SpawnerEvent(
        String event,
        long child,
        int bytes,
        long at,
        int stream,
        long ask,
        @Nullable String what,
        @Nullable String why,
        @Nullable Integer status,
        boolean oom,
        @Nullable String stopped,
        long micros,
        long cpuMicros,
        long peakKb,
        long read,
        long written,
        long stdout,
        long stderr,
        long result,
        @Nullable List<FileChange> changes,
        boolean whole,
        boolean cgroups) {

    public SpawnerEvent {
        changes = changes == null ? null : List.copyOf(changes);
    }

    ChildWatcher.Stream from() {
        return stream == 1 ? ChildWatcher.Stream.STDOUT : ChildWatcher.Stream.STDERR;
    }

    Ending ending(String returned) {
        return "lost".equals(stopped)
                ? new Ending.Lost("the spawner ended")
                : new Ending.Over(
                        Optional.ofNullable(status).map(Ending.Exit::ofStatus),
                        Optional.ofNullable(stopped).map(SpawnerEvent::stop),
                        oom,
                        Duration.ofNanos(micros * 1000),
                        new Ending.Usage(
                                Duration.ofNanos(cpuMicros * 1000), peakKb * 1024, read, written),
                        new Ending.Written(stdout, stderr, result),
                        new Ending.Changes(changes == null ? List.of() : changes, !whole),
                        returned);
    }

    private static Ending.Stop stop(String word) {
        return Ending.Stop.valueOf(word.toUpperCase(Locale.ROOT));
    }
}
