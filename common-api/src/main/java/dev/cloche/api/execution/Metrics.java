package dev.cloche.api.execution;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/// What a run cost, measured on the run's own processes.
///
/// @param durationMs from start to end
/// @param queueMs from acceptance by the executor to start
/// @param cpuTimeMs user and system time of all its processes
/// @param peakMemoryMb the largest resident set
/// @param ioReadBytes read from block devices
/// @param ioWriteBytes written to block devices
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Metrics(
        double durationMs,
        double queueMs,
        double cpuTimeMs,
        double peakMemoryMb,
        long ioReadBytes,
        long ioWriteBytes) {}
