package dev.cloche.control.runtime.local;

import java.nio.file.Path;

/// How containers live on this machine.
///
/// @param directory where each has a directory of its own
/// @param executor a native executable, or a `quarkus-run.jar` amid what belongs to it
/// @param javaHome the JDK for executors that are not native
/// @param maxContainers at once
public record LocalSettings(Path directory, Path executor, Path javaHome, int maxContainers) {

    public LocalSettings {
        if (maxContainers < 1) {
            throw new IllegalArgumentException("at least one container must have room");
        }
        directory = directory.toAbsolutePath().normalize();
        executor = executor.toAbsolutePath().normalize();
        javaHome = javaHome.toAbsolutePath().normalize();
    }

    /// Where what was installed for templates is.
    Path environments() {
        return directory.resolveSibling("environments");
    }
}
