package dev.cloche.control.installation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Containers of a Docker engine.
@ConfigMapping(prefix = "cloche.docker")
interface DockerConfig {

    /// The engine: `unix:///path` or `tcp://host:port`.
    @WithDefault("${DOCKER_HOST:unix:///var/run/docker.sock}")
    URI host();

    /// Tells what is of one Cloche from that of another on the same engine; made of the
    /// installation's key when absent, so that control planes with the same keys have the same.
    Optional<String> installation();

    /// The image of containers whose template has none of its own below; required.
    Optional<String> image();

    /// Images by template.
    Map<String, String> images();

    /// The network of the containers, which is made when there is none; `cloche-` and the
    /// installation when absent.
    Optional<String> network();

    /// Whether a network that is made leads nowhere but to this machine. Packages of sessions can
    /// only be installed where it does not.
    @WithDefault("true")
    boolean internal();

    /// The addresses of a network that is made, such as `10.213.0.0/24`; what the engine takes when
    /// absent.
    Optional<String> subnet();

    /// A file with the filter of system calls around containers, instead of the one that comes with
    /// this program.
    Optional<Path> seccomp();

    /// The AppArmor profile around containers, on machines that have AppArmor. The engine's own one
    /// forbids what sandboxes are made with.
    @WithDefault("unconfined")
    String appArmor();

    /// Processes and threads of one container at once.
    @WithDefault("4096")
    int processes();

    /// Containers at once.
    @WithDefault("32")
    int max();
}
