package dev.cloche.control.postgres;

import java.nio.file.Path;

/// Where a PostgreSQL server keeps its things.
///
/// @param directory cluster, password and log; private to the server
/// @param binaries the unpacked programs, which several servers may share
/// @param door where it listens
public record PostgresLayout(Path directory, Path binaries, PostgresDoor door) {

    public PostgresLayout {
        directory = directory.toAbsolutePath().normalize();
        binaries = binaries.toAbsolutePath().normalize();
    }

    /// The same on a port.
    PostgresLayout withPort(int other) {
        return new PostgresLayout(directory, binaries, door.withPort(other));
    }

    Path cluster() {
        return directory.resolve("cluster");
    }

    /// A cluster that is being made. It has never been started, so it holds nothing of anybody.
    Path unfinishedCluster() {
        return directory.resolve("cluster.unfinished");
    }

    Path password() {
        return directory.resolve("password");
    }

    /// A list of users in which the one that the server runs as has a name.
    Path passwd() {
        return directory.resolve("passwd");
    }

    /// Who may come in.
    Path rules() {
        return directory.resolve("rules");
    }

    Path log() {
        return directory.resolve("postgres.log");
    }
}
