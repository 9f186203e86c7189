package dev.cloche.executor.process;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A line that the spawner says; which fields it has depends on the event.
///
/// @param event ready, started, output, answered, refused or ended
/// @param bytes how many bytes follow the line
/// @param at nanoseconds since 1970
/// @param coarse the same, by the clock that files get their times from
/// @param stopped why the child was killed
/// @param ask which input is answered
/// @param what became of that input
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonIgnoreProperties(ignoreUnknown = true)
public record SpawnerEvent(
        String event,
        long child,
        int bytes,
        long at,
        long coarse,
        int stream,
        @Nullable String why,
        int exit,
        @Nullable String stopped,
        long micros,
        long cpuMicros,
        long peakKb,
        long read,
        long written,
        long stdout,
        long stderr,
        long result,
        long ask,
        @Nullable String what) {

    ChildWatcher.Stream from() {
        return stream == 1 ? ChildWatcher.Stream.STDOUT : ChildWatcher.Stream.STDERR;
    }

    Ending ending(String returned) {
        return switch (stopped) {
            case null -> over(Optional.empty(), returned);
            case "timeout" -> over(Optional.of(Ending.Stop.TIMEOUT), returned);
            case "output_limit" -> over(Optional.of(Ending.Stop.OUTPUT_LIMIT), returned);
            case "cancelled" -> over(Optional.of(Ending.Stop.CANCELLED), returned);
            case "setup" -> new Ending.NotStarted("the sandbox could not be set up");
            default -> new Ending.Lost("the sandbox was given up: " + stopped);
        };
    }

    private Ending over(Optional<Ending.Stop> stop, String returned) {
        var usage =
                new Ending.Usage(Duration.ofNanos(cpuMicros * 1000), peakKb * 1024, read, written);
        var all = new Ending.Written(stdout, stderr, result);
        return new Ending.Over(exit, stop, Duration.ofNanos(micros * 1000), usage, all, returned);
    }
}
