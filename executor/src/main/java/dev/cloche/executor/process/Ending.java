package dev.cloche.executor.process;

import java.time.Duration;
import java.util.Optional;

/// How a child ended.
public sealed interface Ending {

    /// Its namespace started and is empty now.
    ///
    /// @param exit its exit code; 128 and the signal's number when a signal ended it
    /// @param stop why it was killed, when it was
    /// @param result what it wrote to its result channel
    record Over(
            int exit,
            Optional<Stop> stop,
            Duration duration,
            Usage usage,
            Written written,
            String result)
            implements Ending {}

    /// It never started, for a fault of the platform.
    record NotStarted(String why) implements Ending {}

    /// Whatever became of it, nobody saw it.
    record Lost(String why) implements Ending {}

    /// Who killed it, and why.
    enum Stop {
        TIMEOUT,
        OUTPUT_LIMIT,
        CANCELLED
    }

    /// What all processes of the child used together.
    record Usage(Duration cpu, long peakBytes, long readBytes, long writtenBytes) {}

    /// How many bytes came out of it, kept or not.
    record Written(long stdout, long stderr, long result) {}
}
