package dev.cloche.control.runtime.kubernetes;

import dev.cloche.control.runtime.ContainerSpec;
import dev.cloche.control.runtime.Room;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SeccompProfileBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import java.util.List;
import java.util.Map;

/// The description of a pod, with the least that lets its executor make sandboxes. It names no
/// session and contains no secret, and it has no volume: the kubelet looks for those only every 300
/// ms. Pure.
record PodShape(KubernetesSettings settings) {

    /// Where executors listen.
    static final int PORT = 8090;

    private static final long USER = 1000;
    private static final long GRACE_SECONDS = 5;

    Pod of(ContainerSpec spec) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(PodNames.of(spec.id()))
                .withNamespace(settings.namespace())
                .addToLabels(PodNames.MANAGED_BY, "cloche")
                .addToLabels(PodNames.COMPONENT, "sandbox")
                .addToLabels(PodNames.INSTALLATION, settings.installation())
                .addToLabels(PodNames.CONTAINER, spec.id().value())
                .addToLabels(PodNames.TEMPLATE, spec.template().value())
                .addToAnnotations(annotations())
                .endMetadata()
                .withSpec(pod(spec))
                .build();
    }

    private Map<String, String> annotations() {
        return settings.metricsPort()
                .map(port ->
                        Map.of(
                                "prometheus.io/scrape",
                                "true",
                                "prometheus.io/port",
                                Integer.toString(port),
                                "prometheus.io/path",
                                "/metrics"))
                .orElse(Map.of());
    }

    private PodSpec pod(ContainerSpec spec) {
        Placement placement = settings.placement(spec.template());
        PodSpecBuilder pod =
                new PodSpecBuilder()
                        .withRestartPolicy("Never")
                        .withAutomountServiceAccountToken(false)
                        .withEnableServiceLinks(false)
                        .withTerminationGracePeriodSeconds(GRACE_SECONDS)
                        .withNodeSelector(placement.nodeSelector())
                        .withTolerations(
                                placement.tolerations().stream().map(PodShape::toleration).toList())
                        .withContainers(executor(spec));
        placement.runtimeClass().ifPresent(pod::withRuntimeClassName);
        if (settings.profile() == PodProfile.USERNS) {
            pod.withHostUsers(false);
        }
        return pod.build();
    }

    private Container executor(ContainerSpec spec) {
        ContainerBuilder executor = new ContainerBuilder();
        settings.metricsPort().ifPresent(port -> tell(executor, port));
        return executor.withName(PodNames.EXECUTOR)
                .withImage(settings.image(spec.template()))
                .withImagePullPolicy("IfNotPresent")
                .withStdin(true)
                .withStdinOnce(true)
                .addNewEnv()
                .withName("QUARKUS_HTTP_HOST")
                .withValue("0.0.0.0")
                .endEnv()
                .addNewEnv()
                .withName("QUARKUS_HTTP_PORT")
                .withValue(Integer.toString(PORT))
                .endEnv()
                .addNewPort()
                .withName(PodNames.EXECUTOR)
                .withContainerPort(PORT)
                .endPort()
                .withSecurityContext(rights())
                .withResources(resources(spec.room()))
                .build();
    }

    private static void tell(ContainerBuilder executor, int port) {
        executor.addNewEnv()
                .withName("CLOCHE_EXECUTOR_METRICS_PORT")
                .withValue(Integer.toString(port))
                .endEnv()
                .addNewPort()
                .withName("metrics")
                .withContainerPort(port)
                .endPort();
    }

    private SecurityContext rights() {
        SecurityContextBuilder rights =
                new SecurityContextBuilder()
                        .withRunAsNonRoot(true)
                        .withRunAsUser(USER)
                        .withRunAsGroup(USER)
                        .withAllowPrivilegeEscalation(false)
                        .withNewCapabilities()
                        .addToDrop("ALL")
                        .endCapabilities()
                        .withSeccompProfile(filter());
        if (settings.profile() == PodProfile.USERNS) {
            rights.withProcMount("Unmasked");
        }
        return rights.build();
    }

    private SeccompProfile filter() {
        return switch (settings.profile()) {
            case RESTRICTED, USERNS ->
                    new SeccompProfileBuilder()
                            .withType("Localhost")
                            .withLocalhostProfile(settings.seccompProfile())
                            .build();
            case UNCONFINED -> new SeccompProfileBuilder().withType("Unconfined").build();
        };
    }

    private ResourceRequirements resources(Room room) {
        return new ResourceRequirementsBuilder()
                .withLimits(quantities(room, 1))
                .withRequests(quantities(room, settings.overcommit()))
                .build();
    }

    private static Map<String, Quantity> quantities(Room room, int share) {
        return Map.of(
                "cpu", new Quantity(room.milliCores() / share + "m"),
                "memory", new Quantity(Long.toString(room.memory().bytes() / share)),
                "ephemeral-storage", new Quantity(Long.toString(room.disk().bytes() / share)));
    }

    private static Toleration toleration(String text) {
        List<String> parts = List.of(text.split(":", 2));
        List<String> pair = List.of(parts.getFirst().split("=", 2));
        TolerationBuilder toleration =
                new TolerationBuilder()
                        .withKey(pair.getFirst())
                        .withOperator(pair.size() == 1 ? "Exists" : "Equal");
        if (pair.size() == 2) {
            toleration.withValue(pair.getLast());
        }
        if (parts.size() == 2) {
            toleration.withEffect(parts.getLast());
        }
        return toleration.build();
    }
}
