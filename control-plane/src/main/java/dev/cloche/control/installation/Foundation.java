package dev.cloche.control.installation;

import dev.cloche.control.postgres.PostgresDoor;
import dev.cloche.control.postgres.PostgresLayout;
import dev.cloche.control.postgres.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the application stands on: the data directory, the keys and the database.
final class Foundation implements AutoCloseable {

    private static volatile @Nullable Foundation laid;

    private final DataDirectory data;
    private final Keys keys;
    private final Path containers;
    private final Optional<PostgresServer> postgres;
    private final InstallationSettings settings;

    private Foundation(
            DataDirectory data,
            Keys keys,
            Path containers,
            Optional<PostgresServer> postgres,
            InstallationSettings settings) {
        this.data = data;
        this.keys = keys;
        this.containers = containers;
        this.postgres = postgres;
        this.settings = settings;
    }

    /// Takes the data directory, makes the keys, and starts the database unless there is an
    /// external one.
    ///
    /// @throws DataDirectoryTaken when another control plane has it
    static Foundation lay(InstallationSettings settings) throws IOException {
        DataDirectory data =
                DataDirectory.take(
                        settings.data(), settings.url(), settings.database().isPresent());
        try {
            Foundation foundation =
                    new Foundation(
                            data,
                            data.keys(settings.keys()),
                            data.directory("containers"),
                            settings.database().isPresent()
                                    ? Optional.empty()
                                    : Optional.of(
                                            embedded(
                                                    data,
                                                    settings.databaseDoor(),
                                                    Optional.empty())),
                            settings);
            laid = foundation;
            return foundation;
        } catch (IOException | RuntimeException e) {
            data.close();
            throw e;
        }
    }

    /// Whether nobody else stands on the same data directory; from then on nobody else can.
    static boolean isLast() {
        Foundation foundation = laid;
        try {
            return foundation == null || foundation.data.isLast();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot tell whether others use the directory", e);
        }
    }

    /// What the application has to know of it, as configuration.
    Map<String, String> properties() {
        Map<String, String> properties = new HashMap<>();
        properties.put("cloche.installation.data", settings.data().toString());
        properties.put("cloche.installation.key", keys.secret().toString());
        properties.put("cloche.installation.url", settings.url());
        properties.put("cloche.local.containers", containers.toString());
        properties.put("mp.jwt.verify.publickey.location", keys.verifying().toUri().toString());
        String address =
                postgres.map(PostgresServer::reactiveUrl).or(settings::database).orElseThrow();
        properties.put("quarkus.datasource.reactive.url", address);
        properties.put("quarkus.datasource.jdbc.url", "jdbc:" + address);
        postgres.map(PostgresServer::user)
                .or(settings::databaseUser)
                .ifPresent(user -> properties.put("quarkus.datasource.username", user));
        postgres.map(PostgresServer::password)
                .or(settings::databasePassword)
                .ifPresent(password -> properties.put("quarkus.datasource.password", password));
        return properties;
    }

    @Override
    public void close() throws IOException {
        postgres.ifPresent(PostgresServer::close);
        data.close();
    }

    /// @param password instead of one that is made up
    static PostgresServer embedded(DataDirectory data, PostgresDoor door, Optional<String> password)
            throws IOException {
        Path directory = data.directory("postgres");
        return PostgresServer.start(
                new PostgresLayout(
                        directory.resolve("server"), directory.resolve("programs"), door),
                password);
    }
}
