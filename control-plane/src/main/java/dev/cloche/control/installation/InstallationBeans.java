package dev.cloche.control.installation;

import dev.cloche.control.kernel.Vault;
import dev.cloche.control.runtime.local.HostFinding;
import dev.cloche.control.runtime.local.HostProbe;
import dev.cloche.control.runtime.local.LocalEnvironments;
import dev.cloche.control.runtime.local.LocalRuntime;
import dev.cloche.control.runtime.local.LocalSettings;
import io.quarkus.logging.Log;
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
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.List;

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
    LocalRuntime runtime(LocalConfig config) {
        return new LocalRuntime(settings(config));
    }

    @Produces
    @Singleton
    LocalEnvironments environments(LocalConfig config) {
        return new LocalEnvironments(
                settings(config), config.installer(), config.installerPatience());
    }

    void closeEnvironments(@Disposes LocalEnvironments environments) {
        environments.close();
    }

    private static LocalSettings settings(LocalConfig config) {
        Path javaHome = config.javaHome().orElseGet(() -> Path.of(System.getProperty("java.home")));
        return new LocalSettings(config.containers(), config.executor(), javaHome, config.max());
    }

    /// Containers end with the last control plane that is asked to end. They outlive one that is
    /// killed, and are adopted by the next or by those that share the data directory.
    void end(@Observes @Priority(LAST) ShutdownEvent event, LocalRuntime runtime) {
        if (Foundation.isLast()) {
            runtime.endAll();
        } else {
            Log.info("another control plane goes on with the containers");
        }
    }

    void announce(@Observes StartupEvent event, InstallationConfig config, Clock clock) {
        DataDirectory.announce(config.data(), config.url(), clock.instant());
        // It tries a sandbox, which need not be waited for: what fails is refused when it is asked
        // for.
        var _ = Thread.ofVirtual().name("host-probe").start(InstallationBeans::complainAboutHost);
    }

    private static void complainAboutHost() {
        for (HostFinding finding : HostProbe.findings()) {
            Log.warnf("%s Remedy: %s", finding.problem(), finding.remedy());
        }
    }
}
