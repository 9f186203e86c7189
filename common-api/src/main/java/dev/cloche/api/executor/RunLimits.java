package dev.cloche.api.executor;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/// What one run may use.
///
/// @param cpuCores cores
/// @param memoryBytes memory of all its processes
/// @param diskBytes size of its largest file and of its workspace
/// @param maxProcesses processes and threads at once
/// @param outputKeptBytes of each of stdout and stderr that are kept
/// @param outputAllowedBytes of each of stdout and stderr after which it is killed
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record RunLimits(
        double cpuCores,
        long memoryBytes,
        long diskBytes,
        int maxProcesses,
        long outputKeptBytes,
        long outputAllowedBytes) {}
