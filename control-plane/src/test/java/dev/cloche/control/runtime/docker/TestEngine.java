package dev.cloche.control.runtime.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Container;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// What one test has in the engine that DOCKER_HOST names.
final class TestEngine implements AutoCloseable {

    /// The image with the executor.
    static final String IMAGE =
            Optional.ofNullable(System.getenv("CLOCHE_TEST_IMAGE"))
                    .orElse("localhost/cloche/python-basic:dev");

    static final URI HOST =
            URI.create(
                    Optional.ofNullable(System.getenv("DOCKER_HOST"))
                            .orElse("unix:///var/run/docker.sock"));

    private final String installation = "test-" + UUID.randomUUID().toString().substring(0, 8);
    private final Engine engine = Engine.at(HOST);

    DockerClient client() {
        return engine.calls();
    }

    /// Room for two.
    DockerSettings settings() {
        return settings(HOST, IMAGE);
    }

    DockerSettings settings(URI host, String image) {
        return new DockerSettings(
                host,
                installation,
                image,
                Map.of(),
                new NetworkSettings("cloche-" + installation, true, Optional.empty()),
                filter(),
                "unconfined",
                2048,
                2);
    }

    private static SystemCallFilter filter() {
        Path file = Path.of("../deploy/seccomp/cloche.json");
        try {
            return new SystemCallFilter(Files.readString(file), file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whose engine it is.
    Dialect dialect() {
        return Dialect.of(client().versionCmd().exec());
    }

    /// All that this test has in the engine.
    List<Container> containers() {
        return client().listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(Map.of(ContainerNames.INSTALLATION, installation))
                .exec();
    }

    List<String> networks() {
        return client().listNetworksCmd().withNameFilter("cloche-" + installation).exec().stream()
                .map(network -> network.getId())
                .toList();
    }

    @Override
    public void close() {
        containers().forEach(one -> engine.remove(one.getId()));
        networks().forEach(id -> client().removeNetworkCmd(id).exec());
        engine.close();
    }
}
