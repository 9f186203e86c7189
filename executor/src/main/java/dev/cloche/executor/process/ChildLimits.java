package dev.cloche.executor.process;

import java.util.Optional;

/// What a run is held to; limits of the machine are never raised.
///
/// @param cpuSeconds of each process; a backstop, since children of a process count anew
/// @param addressSpace of each process; absent for interpreters that reserve without using
/// @param openFiles of each process
/// @param memoryBytes of all processes together, and of all runs of the session
/// @param processes and threads at once
/// @param cores processor time per second of all processes together
/// @param diskBytes of the largest file, and of the workspace
/// @param files and directories in the workspace
/// @param temporaryBytes of each of the temporary directories, which are memory
public record ChildLimits(
        long cpuSeconds,
        Optional<AddressSpace> addressSpace,
        int openFiles,
        long memoryBytes,
        int processes,
        double cores,
        long diskBytes,
        long files,
        long temporaryBytes) {

    /// A limit of address space.
    ///
    /// @param always whether it is set even where memory in use is bounded by better means
    public record AddressSpace(long bytes, boolean always) {}
}
