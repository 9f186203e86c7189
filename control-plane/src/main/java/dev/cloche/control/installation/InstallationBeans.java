package dev.cloche.control.installation;

import dev.cloche.control.kernel.ReportAddress;
import dev.cloche.control.kernel.Vault;
import dev.cloche.control.runtime.ContainerRuntime;
import dev.cloche.control.runtime.Environments;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Gives the application what it gets from the foundation.
@Singleton
final class InstallationBeans {

    private static final int LAST = 10_000;

    @Produces
    @Singleton
    Vault vault(InstallationConfig config, SealingConfig sealing) {
        try {
            return new Vault(
                    Base64.getMimeDecoder().decode(Files.readString(config.key())),
                    SealingFiles.read(sealing.keys().orElse(List.of())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Produces
    @Singleton
    Ground ground(
            RuntimeConfig runtime,
            LocalConfig local,
            DockerConfig docker,
            KubernetesConfig kubernetes,
            InstallationConfig installation,
            @ConfigProperty(
                            name = "cloche.dependencies.places",
                            defaultValue = "files.pythonhosted.org:443")
                    List<String> places) {
        return switch (runtime.kind()) {
            case LOCAL -> Ground.Machine.of(local, places);
            case DOCKER -> Ground.Containers.of(docker, installation.key());
            case KUBERNETES -> Ground.Cluster.of(kubernetes);
        };
    }

    void closeGround(@Disposes Ground ground) {
        ground.close();
    }

    @Produces
    @Singleton
    ContainerRuntime runtime(Ground ground) {
        return ground.runtime();
    }

    @Produces
    @Singleton
    Environments environments(Ground ground) {
        return ground.environments();
    }

    @Produces
    @Singleton
    ReportAddress reports(
            Ground ground,
            @ConfigProperty(name = "quarkus.http.port") int port,
            @ConfigProperty(name = "cloche.containers.internal-port") Optional<Integer> own,
            @ConfigProperty(name = "cloche.containers.control-plane-url") Optional<String> url) {
        url.ifPresent(InstallationBeans::check);
        return new ReportAddress(
                url.orElseGet(() ->
                        "http://%s:%d"
                                .formatted(ground.door().orElse("127.0.0.1"), own.orElse(port))));
    }

    // What Kubernetes did not fill in is no address.
    private static void check(String url) {
        boolean usable = url.matches("https?://[A-Za-z0-9._:\\[\\]-]+(/[^?#]*)?");
        if (!usable) {
            throw new UnusableConfiguration(
                    "cloche.containers.control-plane-url is no address: " + url);
        }
    }

    void end(@Observes @Priority(LAST) ShutdownEvent event, Ground ground) {
        ground.end();
    }

    void announce(
            @Observes StartupEvent event, InstallationConfig config, Ground ground, Clock clock) {
        DataDirectory.announce(config.data(), config.url(), clock.instant());
        // It tries a sandbox, which need not be waited for: what fails is refused when it is asked
        // for.
        var _ = Thread.ofVirtual().name("ground-probe").start(ground::complain);
    }
}
