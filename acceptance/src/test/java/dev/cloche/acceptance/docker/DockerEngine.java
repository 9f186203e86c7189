package dev.cloche.acceptance.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.acceptance.product.Command;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// What one product has in the engine that the `docker` command talks to.
///
/// @param installation tells it from what others have there
public record DockerEngine(String installation) {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String IMAGE =
            Optional.ofNullable(System.getenv("CLOCHE_TEST_IMAGE"))
                    .orElse("localhost/cloche/python-basic:dev");

    /// With nothing in it yet.
    public static DockerEngine unused() {
        return new DockerEngine("test-" + UUID.randomUUID().toString().substring(0, 8));
    }

    /// What a product has to be told.
    public Map<String, String> settings() {
        return Map.of(
                "cloche.runtime", "docker",
                "cloche.docker.image", IMAGE,
                "cloche.docker.installation", installation);
    }

    /// The names of its containers that run.
    List<String> running() {
        return docker("ps", "--filter", label(), "--format", "{{.Names}}");
    }

    /// The names of its containers, also of those that have ended.
    List<String> containers() {
        return docker("ps", "--all", "--filter", label(), "--format", "{{.Names}}");
    }

    List<String> networks() {
        return docker("network", "ls", "--filter", label(), "--format", "{{.Name}}");
    }

    /// The address of this machine in its network.
    String gateway() {
        return docker(
                        "network",
                        "inspect",
                        "--format",
                        "{{(index .IPAM.Config 0).Gateway}}",
                        networks().getFirst())
                .getFirst();
    }

    /// What the engine says of a container.
    String description(String container) {
        return String.join("\n", docker("inspect", name(container)));
    }

    /// Ends a container as the kernel would.
    void kill(String container) {
        docker("kill", name(container));
    }

    /// Takes away what a product leaves for the next one to read: containers that have ended, with
    /// their logs.
    public void clear() {
        containers().forEach(name -> docker("rm", "--force", name));
    }

    static String name(String container) {
        return "cloche-" + container;
    }

    private String label() {
        return "label=dev.cloche.installation=" + installation;
    }

    private static List<String> docker(String... words) {
        List<String> line = new ArrayList<>(List.of("docker"));
        line.addAll(List.of(words));
        try {
            Command done = Command.run(PATIENCE, Map.of(), line);
            assertThat(done.exitCode()).as("%s: %s", line, done.stderr()).isZero();
            return done.stdout().lines().toList();
        } catch (IOException e) {
            throw new IllegalStateException("there is no docker command", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
