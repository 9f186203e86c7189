package dev.cloche.control.runtime.docker;

import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Network;
import com.github.dockerjava.api.model.Network.Ipam;
import dev.cloche.control.runtime.HostProblem;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The network that executors are in: it leads to this machine, and unless it is not internal
/// nowhere else. Containers in it do not reach each other, where the engine can see to that.
final class SandboxNetwork {

    private static final Logger LOG = Logger.getLogger(SandboxNetwork.class);
    private static final String SEPARATE = "com.docker.network.bridge.enable_icc";

    private final Engine engine;
    private final NetworkSettings settings;
    private final String installation;
    private volatile Optional<Ipam.Config> addresses = Optional.empty();
    private @Nullable Runnable expecting;

    SandboxNetwork(Engine engine, NetworkSettings settings, String installation) {
        this.engine = engine;
        this.settings = settings;
        this.installation = installation;
    }

    /// Does something as soon as this machine has its address in the network: now, or once a
    /// container runs in it. What fails is tried again when the next one runs.
    ///
    /// @param late whether the engine gives it the address with the first container
    synchronized void onceThere(boolean late, Runnable then) {
        expecting = then;
        if (!late || isThere()) {
            arrived();
        }
    }

    /// A container runs in it.
    synchronized void arrived() {
        Runnable then = expecting;
        if (then != null) {
            then.run();
            expecting = null;
        }
    }

    private boolean isThere() {
        try {
            return NetworkInterface.getByInetAddress(InetAddress.ofLiteral(gateway())) != null;
        } catch (SocketException e) {
            LOG.debugf("the addresses of this machine are not known: %s", e.getMessage());
            return false;
        }
    }

    /// Makes it when it is not there, with the addresses that it had before.
    void ensure() {
        Network there = find().orElseGet(this::make);
        addresses = config(there).or(() -> addresses);
    }

    /// Where this machine is found in it.
    String gateway() {
        return addresses
                .map(Ipam.Config::getGateway)
                .map(address -> address.replaceAll("/.*", ""))
                .filter(address -> !address.isBlank())
                .orElseThrow(() ->
                        new HostProblem(
                                "The network %s has no gateway. Remedy: set cloche.containers.control-plane-url"
                                        .formatted(settings.name())));
    }

    /// Takes it away when it is ours and nobody is in it.
    void remove() {
        Optional<Network> ours =
                find().filter(network ->
                        installation.equals(labels(network).get(ContainerNames.INSTALLATION)));
        try {
            ours.ifPresent(network -> engine.calls().removeNetworkCmd(network.getId()).exec());
        } catch (DockerException e) {
            LOG.infof("network %s stays: %s", settings.name(), EngineRefusals.words(e));
        }
    }

    // The engine finds names that contain the wanted one.
    private Optional<Network> find() {
        return engine.calls().listNetworksCmd().withNameFilter(settings.name()).exec().stream()
                .filter(network -> settings.name().equals(network.getName()))
                .findFirst();
    }

    private Network make() {
        var wish =
                engine.calls()
                        .createNetworkCmd()
                        .withName(settings.name())
                        .withDriver("bridge")
                        .withCheckDuplicate(true)
                        .withInternal(settings.internal())
                        .withOptions(Map.of(SEPARATE, "false"))
                        .withLabels(Map.of(ContainerNames.INSTALLATION, installation));
        wanted().ifPresent(config -> wish.withIpam(new Ipam().withConfig(config)));
        try {
            wish.exec();
        } catch (DockerException e) {
            if (!EngineRefusals.isThere(e)) {
                throw e;
            }
            LOG.debugf("somebody else made the network: %s", e.getMessage());
        }
        return find().orElseThrow(() ->
                new IllegalStateException("the engine made no network " + settings.name()));
    }

    private Optional<Ipam.Config> wanted() {
        return addresses.or(
                () -> settings.subnet().map(subnet -> new Ipam.Config().withSubnet(subnet)));
    }

    private static Optional<Ipam.Config> config(Network network) {
        return Optional.ofNullable(network.getIpam())
                .map(Ipam::getConfig)
                .map(List::stream)
                .flatMap(all -> all.filter(one -> one.getGateway() != null).findFirst());
    }

    private static Map<String, String> labels(Network network) {
        return Optional.ofNullable(network.getLabels()).orElse(Map.of());
    }
}
