package dev.cloche.control.installation;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.cloche.control.postgres.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/// Runs the embedded PostgreSQL and nothing else, for control planes that share it.
final class DatabaseAlone {

    private DatabaseAlone() {}

    /// Runs until this process is told to stop. `database.json` in the data directory says where it
    /// is while it can be used.
    static int run(InstallationSettings settings) throws IOException {
        CountDownLatch asked = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(asked::countDown, "stop the database"));
        try (DataDirectory data = DataDirectory.take(settings.data(), "a database", false);
                PostgresServer server = started(data, settings)) {
            Path file = announcement(settings);
            Keys.write(file, told(server));
            asked.await();
            Files.delete(file);
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private static String told(PostgresServer server) {
        return JsonNodeFactory.instance
                        .objectNode()
                        .put("pid", ProcessHandle.current().pid())
                        .put("url", server.reactiveUrl())
                        .put("user", server.user())
                        .put("password", server.password())
                + "\n";
    }

    private static PostgresServer started(DataDirectory data, InstallationSettings settings)
            throws IOException {
        // One that was killed has left its own.
        Files.deleteIfExists(announcement(settings));
        return Foundation.embedded(data, settings.databaseDoor(), settings.databasePassword());
    }

    private static Path announcement(InstallationSettings settings) {
        return settings.data().resolve("database.json");
    }
}
