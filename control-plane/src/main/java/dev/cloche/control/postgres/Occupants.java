package dev.cloche.control.postgres;

import dev.cloche.control.runtime.HostProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The processes that work in a cluster. Every process of PostgreSQL has the cluster as its working
/// directory, which, unlike a number in a file, cannot be mistaken for another process.
final class Occupants {

    private final Path cluster;

    Occupants(Path cluster) {
        this.cluster = cluster;
    }

    /// Waits until nobody works in the cluster, and takes away the mark that a dead one left.
    void awaitNone(Duration patience) throws IOException {
        List<ProcessHandle> present = now();
        CompletableFuture<?> gone =
                CompletableFuture.allOf(
                        present.stream()
                                .map(ProcessHandle::onExit)
                                .toArray(CompletableFuture[]::new));
        try {
            gone.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new HostProblem(
                    "A PostgreSQL server that was started earlier still uses %s. Remedy: kill -INT %d"
                            .formatted(cluster, present.getFirst().pid()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HostProblem("interrupted while an earlier PostgreSQL server ends", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        // PostgreSQL would refuse if another process had been given the number in it.
        Files.deleteIfExists(cluster.resolve("postmaster.pid"));
    }

    /// Who works there now, the parents before their children.
    List<ProcessHandle> now() {
        return ProcessHandle.allProcesses().filter(this::worksHere).sorted().toList();
    }

    private boolean worksHere(ProcessHandle process) {
        Path workingDirectory = Path.of("/proc", Long.toString(process.pid()), "cwd");
        try {
            return Files.exists(workingDirectory) && Files.isSameFile(workingDirectory, cluster);
        } catch (IOException e) {
            return false; // it has ended meanwhile, or is somebody else's and so cannot be here
        }
    }
}
