package dev.cloche.control.runtime.local;

import dev.cloche.control.runtime.HostProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/// The process that a container hangs from. Its child is bubblewrap, its grandchild the first
/// process behind the wall, and that one's children are the executor and orphans. Each of the three
/// dies with the one before, so the death of the first ends everything. All three are of one
/// session, which bears the number of the first.
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
    private static final int QUIET_LOOKS = 4;
    private static final Duration LOOK_EVERY = Duration.ofMillis(5);

    /// Asks the executor to end, and after a while ends everything by force.
    void end(Duration grace) {
        List<ProcessHandle> executor =
                childrenOf(childrenOf(childrenOf(mark.handle().stream().toList())));
        executor.forEach(ProcessHandle::destroy);
        if (!executor.isEmpty()) {
            await(() -> !mark.isAlive(), grace);
        }
        mark.handle().ifPresent(ProcessHandle::destroyForcibly);
        clear(_ -> true);
    }

    /// Ends what a dead supervisor left: bubblewrap asks to die with its parent only a moment after
    /// it was started, and a parent that dies before that leaves it behind.
    void bury() {
        if (mark.isOfThisBoot()) {
            // By now its number may be that of another session, so only what is ours is touched.
            clear(Supervisor::isWall);
        }
    }

    /// The living processes of its session, which are those between it and the wall.
    List<ProcessHandle> session() {
        return ProcessHandle.allProcesses()
                .filter(process -> ProcessMark.isIn(mark.pid(), process.pid()))
                .toList();
    }

    // One look does not see a child whose parent was seen by nobody: the child was made after the
    // list
    // of processes, and the parent ended before it was looked at. So it takes several in a row.
    private void clear(Predicate<ProcessHandle> ours) {
        var quiet = new AtomicInteger();
        boolean cleared =
                await(
                        () -> {
                            List<ProcessHandle> left = session().stream().filter(ours).toList();
                            left.forEach(ProcessHandle::destroyForcibly);
                            quiet.set(left.isEmpty() ? quiet.get() + 1 : 0);
                            return quiet.get() >= QUIET_LOOKS;
                        },
                        DEATH);
        if (!cleared) {
            throw new HostProblem(
                    "processes of session %d do not die within %s of being killed; the kernel holds them"
                            .formatted(mark.pid(), DEATH));
        }
    }

    private static boolean isWall(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"))
                    .contains("bwrap\0" + OuterWall.FIRST_ARGUMENT + "\0");
        } catch (IOException e) {
            return false; // it has ended meanwhile
        }
    }

    private static List<ProcessHandle> childrenOf(List<ProcessHandle> parents) {
        return parents.stream().flatMap(ProcessHandle::children).toList();
    }

    private static boolean await(BooleanSupplier condition, Duration patience) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > patience.toNanos()) {
                return false;
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
        return true;
    }
}
