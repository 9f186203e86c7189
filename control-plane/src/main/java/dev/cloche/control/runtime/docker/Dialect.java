package dev.cloche.control.runtime.docker;

import com.github.dockerjava.api.model.Version;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Whose engine answers. Podman has Docker's interface, and wants some things said in words of its
/// own (tried with 4.3).
enum Dialect {
    DOCKER,
    PODMAN;

    /// What Podman calls itself in its version.
    private static final String PODMAN_ENGINE = "Podman Engine";

    private static final String NOTHING = "ro,nosuid,nodev,size=4k";

    static Dialect of(Version version) {
        boolean podman =
                Optional.ofNullable(version.getComponents()).orElse(List.of()).stream()
                        .anyMatch(part -> PODMAN_ENGINE.equals(part.getName()));
        return podman ? PODMAN : DOCKER;
    }

    /// What a container is kept from. Nothing of its `/proc` is covered: Docker is told that by
    /// lists that are empty, which Podman does not read.
    List<String> security(SystemCallFilter filter, String appArmor) {
        String profile = "apparmor=" + appArmor;
        return switch (this) {
            case DOCKER -> List.of("no-new-privileges", "seccomp=" + filter.json(), profile);
            case PODMAN ->
                    List.of(
                            "no-new-privileges",
                            "seccomp=" + filter.file().toAbsolutePath(),
                            profile,
                            "unmask=ALL");
        };
    }

    /// What makes a directory in memory that of the user that the container runs as, and nobody
    /// else's.
    String owned(int user) {
        return switch (this) {
            case DOCKER -> "mode=700,uid=%d,gid=%d".formatted(user, user);
            case PODMAN -> "mode=700,U";
        };
    }

    /// What else lies in memory, by its place, so that a read-only system is one: Podman leaves
    /// these two open, and without a bound.
    Map<String, String> closed() {
        return switch (this) {
            case DOCKER -> Map.of();
            case PODMAN -> Map.of("/run", NOTHING, "/var/tmp", NOTHING);
        };
    }

    /// Whether a network comes into being with its first container, and nobody is let to the input
    /// of a container before that runs, where it stays open until somebody comes.
    boolean isLate() {
        return this == PODMAN;
    }
}
