package dev.cloche.control.runtime.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.cloche.control.runtime.RuntimeContract;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class PodShapeTest {

    private static final Placement PLACEMENT =
            new Placement(
                    Optional.of("gvisor"),
                    Map.of("pool", "sandboxes"),
                    List.of("only=sandboxes:NoSchedule", "spot:NoExecute"));

    private static Pod pod(PodProfile profile) {
        return pod(profile, Map.of());
    }

    private static Pod pod(PodProfile profile, Map<String, Placement> placements) {
        return pod(profile, placements, Optional.empty());
    }

    private static Pod pod(
            PodProfile profile, Map<String, Placement> placements, Optional<Integer> metricsPort) {
        return new PodShape(
                        new KubernetesSettings(
                                "sandboxes",
                                "one",
                                "cloche/some:1",
                                Map.of("python-basic", "cloche/python:1"),
                                placements,
                                profile,
                                "cloche.json",
                                PLACEMENT,
                                10,
                                4,
                                Duration.ofSeconds(45),
                                metricsPort))
                .of(RuntimeContract.spec(RuntimeContract.ONE));
    }

    @ParameterizedTest
    @EnumSource(PodProfile.class)
    void noPodHasASecretAVolumeARightOrAToken(PodProfile profile) {
        Pod pod = pod(profile);
        SecurityContext rights = pod.getSpec().getContainers().getFirst().getSecurityContext();

        assertThat(Serialization.asJson(pod)).doesNotContain("5ecret").doesNotContain("127.0.0.1");
        assertThat(pod.getSpec().getVolumes()).isEmpty();
        assertThat(pod.getSpec().getAutomountServiceAccountToken()).isFalse();
        assertThat(rights.getRunAsNonRoot()).isTrue();
        assertThat(rights.getAllowPrivilegeEscalation()).isFalse();
        assertThat(rights.getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(rights.getCapabilities().getAdd()).isEmpty();
        assertThat(rights.getPrivileged()).isNull();
    }

    @Test
    void executorsTellMetricsOnlyWhenTheyAreToldTo() {
        Pod silent = pod(PodProfile.USERNS);
        Pod telling = pod(PodProfile.USERNS, Map.of(), Optional.of(8091));

        assertThat(Serialization.asJson(silent)).doesNotContain("metrics", "prometheus", "METRICS");
        assertThat(telling.getMetadata().getAnnotations())
                .containsEntry("prometheus.io/scrape", "true")
                .containsEntry("prometheus.io/port", "8091")
                .containsEntry("prometheus.io/path", "/metrics");
        assertThat(Serialization.asJson(telling.getSpec()))
                .contains("CLOCHE_EXECUTOR_METRICS_PORT");
        assertThat(telling.getSpec().getContainers().getFirst().getPorts())
                .extracting(ContainerPort::getName, ContainerPort::getContainerPort)
                .containsExactlyInAnyOrder(tuple("executor", 8090), tuple("metrics", 8091));
    }

    @Test
    void onlyOneProfileDoesWithoutAFilter() {
        assertThat(filter(PodProfile.RESTRICTED)).isEqualTo("Localhost");
        assertThat(filter(PodProfile.USERNS)).isEqualTo("Localhost");
        assertThat(filter(PodProfile.UNCONFINED)).isEqualTo("Unconfined");
    }

    private static String filter(PodProfile profile) {
        return pod(profile)
                .getSpec()
                .getContainers()
                .getFirst()
                .getSecurityContext()
                .getSeccompProfile()
                .getType();
    }

    @Test
    void aPodGoesWhereTheSettingsSay() {
        Pod pod = pod(PodProfile.USERNS);

        assertThat(pod.getSpec().getHostUsers()).isFalse();
        assertThat(pod.getSpec().getRuntimeClassName()).isEqualTo("gvisor");
        assertThat(pod.getSpec().getNodeSelector()).containsEntry("pool", "sandboxes");
        assertThat(pod.getSpec().getTolerations())
                .containsExactly(
                        new Toleration("NoSchedule", "only", "Equal", null, "sandboxes"),
                        new Toleration("NoExecute", "spot", "Exists", null, null));
        assertThat(pod.getSpec().getContainers().getFirst().getImage())
                .isEqualTo("cloche/python:1");
    }

    @Test
    void aTemplateMayGoElsewhere() {
        Placement own =
                new Placement(
                        Optional.of("kata"), Map.of("pool", "big"), List.of("big:NoSchedule"));

        Pod pod = pod(PodProfile.USERNS, Map.of("python-basic", own));

        assertThat(pod.getSpec().getRuntimeClassName()).isEqualTo("kata");
        assertThat(pod.getSpec().getNodeSelector()).isEqualTo(Map.of("pool", "big"));
        assertThat(pod.getSpec().getTolerations())
                .containsExactly(new Toleration("NoSchedule", "big", "Exists", null, null));
        assertThat(pod(PodProfile.USERNS, Map.of("other", own)).getSpec().getRuntimeClassName())
                .isEqualTo("gvisor");
    }

    @Test
    void aQuarterOfWhatItMayUseIsReserved() {
        var resources = pod(PodProfile.USERNS).getSpec().getContainers().getFirst().getResources();

        assertThat(resources.getLimits()).containsEntry("cpu", new Quantity("500m"));
        assertThat(resources.getRequests()).containsEntry("cpu", new Quantity("125m"));
        assertThat(resources.getLimits()).containsKey("ephemeral-storage");
    }
}
