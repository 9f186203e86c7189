package dev.cloche.executor.process;

import dev.cloche.api.execution.FileChange;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How a child ended.
public sealed interface Ending {

    /// About how many bytes there are to report.
    default long bulk() {
        return switch (this) {
            case Over over -> {
                Written all = over.written();
                long changes = 200L * over.changes().files().size();
                yield all.stdout() + all.stderr() + all.result() + changes;
            }
            case NotStarted(var why) -> why.length();
            case Lost(var why) -> why.length();
        };
    }

    /// It ran, and nothing of it is left.
    ///
    /// @param exit how its own process ended; absent when all of it was killed at once
    /// @param stop why it was killed, when it was
    /// @param memoryKills whether the kernel killed something in it for want of memory
    /// @param result what it wrote to its result channel
    record Over(
            Optional<Exit> exit,
            Optional<Stop> stop,
            boolean memoryKills,
            Duration duration,
            Usage usage,
            Written written,
            Changes changes,
            String result)
            implements Ending {}

    /// It never started, for a fault of the platform.
    record NotStarted(String why) implements Ending {}

    /// Whatever became of it, nobody saw it.
    record Lost(String why) implements Ending {}

    /// How a process ended.
    sealed interface Exit {

        /// It left by itself.
        record Left(int code) implements Exit {}

        /// A signal ended it.
        record Killed(int signal) implements Exit {}

        /// As the kernel says it to a parent that waits.
        static Exit ofStatus(int status) {
            int signal = status & 0x7F;
            return signal == 0 ? new Left((status >> 8) & 0xFF) : new Killed(signal);
        }
    }

    /// Who killed it, and why.
    enum Stop {
        TIMEOUT,
        OUTPUT_LIMIT,
        OOM,
        DISK_FULL,
        CPU_LIMIT,
        CANCELLED
    }

    /// What all processes of the child used together.
    record Usage(Duration cpu, long peakBytes, long readBytes, long writtenBytes) {}

    /// What it did to the files of its workspace.
    ///
    /// @param truncated whether there is more that nobody looked at
    record Changes(List<FileChange> files, boolean truncated) {

        public Changes {
            files = List.copyOf(files);
        }
    }

    /// How many bytes came out of it, kept or not.
    record Written(long stdout, long stderr, long result) {}
}
