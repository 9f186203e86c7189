package dev.cloche.control.runtime.local;

import dev.cloche.api.container.ContainerId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The directories of all containers.
record Homes(Path directory) {

    ContainerHome of(ContainerId id) {
        return new ContainerHome(directory.resolve(id.value()));
    }

    /// Every container that has one, dead or alive.
    List<ContainerId> ids() {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.matches(ContainerId.PATTERN))
                    .sorted()
                    .map(ContainerId::new)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the containers in " + directory, e);
        }
    }

    boolean isAlive(ContainerId id) {
        try {
            return of(id).living().isPresent();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot tell whether container " + id + " lives", e);
        }
    }
}
