package dev.cloche.control.installation;

import dev.cloche.control.runtime.ContainerRuntime;
import dev.cloche.control.runtime.Environments;
import dev.cloche.control.runtime.PackagesOfImages;
import dev.cloche.control.runtime.docker.DockerRuntime;
import dev.cloche.control.runtime.kubernetes.KubernetesRuntime;
import dev.cloche.control.runtime.kubernetes.KubernetesSettings;
import dev.cloche.control.runtime.kubernetes.Placement;
import dev.cloche.control.runtime.local.HostFinding;
import dev.cloche.control.runtime.local.HostProbe;
import dev.cloche.control.runtime.local.IndexPlaces;
import dev.cloche.control.runtime.local.LocalEnvironments;
import dev.cloche.control.runtime.local.LocalRuntime;
import dev.cloche.control.runtime.local.LocalSettings;
import io.quarkus.logging.Log;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What containers run on.
sealed interface Ground extends AutoCloseable {

    ContainerRuntime runtime();

    Environments environments();

    /// The address of this machine under which containers find it, where that is not loopback.
    default Optional<String> door() {
        return Optional.empty();
    }

    /// Does something as soon as this machine has that address.
    default void onceThere(Runnable then) {
        then.run();
    }

    /// Warns of what will go wrong.
    void complain();

    /// When the control plane is asked to end.
    void end();

    @Override
    void close();

    private static void ifLast(Runnable endAll) {
        if (Foundation.isLast()) {
            endAll.run();
        } else {
            Log.info("another control plane goes on with the containers");
        }
    }

    /// This machine.
    record Machine(LocalRuntime runtime, LocalEnvironments environments) implements Ground {

        /// @param places beside the indexes from which packages of templates may come
        static Machine of(LocalConfig config, List<String> places) {
            LocalSettings settings = settings(config);
            return new Machine(
                    new LocalRuntime(settings),
                    new LocalEnvironments(
                            settings,
                            config.installer(),
                            IndexPlaces.of(config.installer(), places),
                            config.installerLimits()));
        }

        private static LocalSettings settings(LocalConfig config) {
            Path javaHome =
                    config.javaHome().orElseGet(() -> Path.of(System.getProperty("java.home")));
            Path executor =
                    config.executor()
                            .orElseThrow(() ->
                                    new UnusableConfiguration(
                                            "set cloche.local.executor to the executor"));
            return new LocalSettings(config.containers(), executor, javaHome, config.max());
        }

        @Override
        public void complain() {
            for (HostFinding finding : HostProbe.findings()) {
                Log.warnf("%s Remedy: %s", finding.problem(), finding.remedy());
            }
        }

        /// Containers end with the last control plane that is asked to end. They outlive one that
        /// is killed, and are adopted by the next or by those that share the data directory.
        @Override
        public void end() {
            Ground.ifLast(runtime::endAll);
        }

        @Override
        public void close() {
            environments.close();
        }
    }

    /// An engine. Containers end with the last control plane that is asked to end, and outlive one
    /// that is killed.
    record Containers(DockerRuntime runtime, PackagesOfImages environments) implements Ground {

        /// @param key of the installation
        static Containers of(DockerConfig config, Path key) {
            return new Containers(
                    DockerRuntime.connect(new DockerDefaults(config, key).settings()),
                    new PackagesOfImages());
        }

        @Override
        public Optional<String> door() {
            return Optional.of(runtime.gateway());
        }

        @Override
        public void onceThere(Runnable then) {
            runtime.onceThere(then);
        }

        @Override
        public void complain() {
            // What is wrong with an engine is said by those containers that meet it.
        }

        @Override
        public void end() {
            Ground.ifLast(runtime::endAll);
        }

        @Override
        public void close() {
            runtime.close();
        }
    }

    /// A cluster. Containers outlive the control plane, however it ends.
    record Cluster(KubernetesRuntime runtime, PackagesOfImages environments) implements Ground {

        static Cluster of(KubernetesConfig config) {
            return new Cluster(KubernetesRuntime.connect(settings(config)), new PackagesOfImages());
        }

        private static KubernetesSettings settings(KubernetesConfig config) {
            return new KubernetesSettings(
                    config.namespace(),
                    config.installation(),
                    config.image()
                            .orElseThrow(() ->
                                    new UnusableConfiguration(
                                            "set cloche.kubernetes.image to the executor's image")),
                    config.images(),
                    placements(config),
                    config.profile(),
                    config.seccompProfile(),
                    placement(config),
                    config.max(),
                    config.overcommit(),
                    config.placing(),
                    config.metricsPort());
        }

        private static Map<String, Placement> placements(KubernetesConfig config) {
            return config.templates().entrySet().stream()
                    .collect(
                            Collectors.toUnmodifiableMap(
                                    Map.Entry::getKey, template -> placement(template.getValue())));
        }

        private static Placement placement(PlacementConfig config) {
            return new Placement(
                    config.runtimeClass(),
                    config.nodeSelector(),
                    config.tolerations().orElse(List.of()));
        }

        @Override
        public void complain() {
            // What is wrong with a cluster is said by those containers that meet it.
        }

        @Override
        public void end() {
            // The next control plane goes on with them.
        }

        @Override
        public void close() {
            runtime.close();
        }
    }
}
