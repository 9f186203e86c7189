package dev.cloche.control.runtime.local;

import dev.cloche.control.runtime.HostProblem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// The process that a container hangs from. Its child is bubblewrap, its grandchild the first
/// process behind the wall, and that one's children are the executor and orphans. Each of the three
/// dies with the one before, so the death of the first ends everything.
///
/// @param mark of the first
record Supervisor(ProcessMark mark) {

    // It keeps the exit code for whoever asks, since only a parent learns it from the kernel, and
    // the control plane may not be the parent any more. A secret must not be in a core dump.
    static final String SCRIPT =
            """
            ulimit -c 0
            "$@"
            code=$?
            echo "$code" > "$0"
            exit "$code"
            """;

    private static final Duration DEATH = Duration.ofSeconds(10);
    private static final Duration LOOK_EVERY = Duration.ofMillis(5);

    /// Asks the executor to end, and after a while ends everything by force.
    void end(Duration grace) {
        List<ProcessHandle> bubblewrap = childrenOf(mark.handle().stream());
        List<ProcessHandle> first = childrenOf(bubblewrap.stream());
        List<ProcessHandle> executor = childrenOf(first.stream());
        List<ProcessMark> all =
                Stream.of(bubblewrap, first)
                        .flatMap(List::stream)
                        .map(process -> ProcessMark.of(process.pid()))
                        .flatMap(Optional::stream)
                        .toList();

        executor.forEach(ProcessHandle::destroy);
        if (!executor.isEmpty()) {
            awaitDeath(List.of(mark), grace);
        }
        Stream.concat(Stream.of(mark), all.stream())
                .flatMap(process -> process.handle().stream())
                .forEach(ProcessHandle::destroyForcibly);
        if (!awaitDeath(Stream.concat(Stream.of(mark), all.stream()).toList(), DEATH)) {
            throw new HostProblem(
                    "process %d does not die within %s of being killed; the kernel holds it"
                            .formatted(mark.pid(), DEATH));
        }
    }

    private static List<ProcessHandle> childrenOf(Stream<ProcessHandle> parents) {
        return parents.flatMap(ProcessHandle::children).toList();
    }

    private static boolean awaitDeath(List<ProcessMark> processes, Duration patience) {
        long start = System.nanoTime();
        while (processes.stream().anyMatch(ProcessMark::isAlive)) {
            if (System.nanoTime() - start > patience.toNanos()) {
                return false;
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
        return true;
    }
}
