package dev.cloche.control.installation;

import dev.cloche.control.postgres.PostgresDoor;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Lays the real foundation (data directory, keys, PostgreSQL) under a test of the application.
public final class FoundationResource implements QuarkusTestResourceLifecycleManager {

    private Foundation foundation;
    private Path data;

    @Override
    public Map<String, String> start() {
        try {
            data = Files.createTempDirectory("cloche-test");
            foundation =
                    Foundation.lay(
                            new InstallationSettings(
                                    data,
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    PostgresDoor.within(0),
                                    false,
                                    "127.0.0.1",
                                    8000));
            Map<String, String> properties = new HashMap<>(foundation.properties());
            // No container is started in these tests; whoever tries is told so.
            properties.put("cloche.local.executor", data.resolve("no-executor").toString());
            properties.put("cloche.pool.starts", "0");
            properties.put("cloche.executions.keep-alive", "400ms");
            // Those of all tests together, which are only rows.
            properties.put("cloche.containers.max", "1000");
            properties.put("cloche.local.max", "1000");
            return properties;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        try {
            foundation.close();
            try (var paths = Files.walk(data)) {
                for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
