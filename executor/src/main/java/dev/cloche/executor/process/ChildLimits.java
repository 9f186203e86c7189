package dev.cloche.executor.process;

import java.util.OptionalLong;

/// What the kernel is told to hold a child to; limits of the machine are never raised.
///
/// @param cpuSeconds of each process; a backstop, since children of a process count anew
/// @param fileBytes of the largest file
/// @param openFiles of each process
/// @param addressSpace bytes of each process; absent for interpreters that reserve without using
/// @param processes and threads at once, counted in the child's own user namespace
public record ChildLimits(
        long cpuSeconds, long fileBytes, int openFiles, OptionalLong addressSpace, int processes) {}
