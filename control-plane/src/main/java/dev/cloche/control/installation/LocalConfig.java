package dev.cloche.control.installation;

import dev.cloche.control.runtime.local.InstallationLimits;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Containers as processes on this machine.
@ConfigMapping(prefix = "cloche.local")
interface LocalConfig {

    /// Where each container has a directory; set by [Foundation].
    Path containers();

    /// The executor: a native executable, or a `quarkus-run.jar`.
    Optional<Path> executor();

    /// The JDK for executors that are not native; the one that runs the control plane when absent.
    Optional<Path> javaHome();

    /// Variables of the programs that install packages, such as `PIP_INDEX_URL` or
    /// `NPM_CONFIG_REGISTRY`, whose places are all that can be reached, with those of
    /// `cloche.dependencies.places`. Packages can read them.
    Map<String, String> installer();

    /// How long an installation may take.
    @WithDefault("15m")
    Duration installerPatience();

    /// Bytes of all files of an environment.
    @WithDefault("10G")
    MemorySize installerDisk();

    /// Bytes that an installer and all that it starts hold at once.
    @WithDefault("4G")
    MemorySize installerMemory();

    /// Processes of an installation at once.
    @WithDefault("512")
    int installerProcesses();

    /// All of these.
    default InstallationLimits installerLimits() {
        return new InstallationLimits(
                installerPatience(),
                installerDisk().asLongValue(),
                installerMemory().asLongValue(),
                installerProcesses());
    }

    /// Containers at once.
    @WithDefault("32")
    int max();
}
