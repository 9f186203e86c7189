package dev.cloche.control.scale;

import dev.cloche.control.runtime.kubernetes.KubernetesSettings;
import dev.cloche.control.runtime.kubernetes.Placement;
import dev.cloche.control.runtime.kubernetes.PodProfile;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// What the programs of this package share.
final class Scene {

    static final String NAMESPACE = "cloche-scale";
    static final String LABEL = "cloche.dev/fake";
    static final int MOST = 20_000;
    static final List<String> TOLERATIONS =
            List.of(LABEL + "=yes:NoSchedule", "node.kubernetes.io/not-ready:NoSchedule");

    private Scene() {}

    /// Patient: the API server is busy.
    static KubernetesClient client() {
        return new KubernetesClientBuilder()
                .withConfig(
                        new ConfigBuilder(Config.autoConfigure(null))
                                .withRequestTimeout(120_000)
                                .build())
                .build();
    }

    /// Makes what pods need, also where nothing runs but an API server and a scheduler.
    static void prepare(KubernetesClient client) {
        for (String namespace : List.of(NAMESPACE, "kube-node-lease")) {
            client.resource(
                            new NamespaceBuilder()
                                    .withNewMetadata()
                                    .withName(namespace)
                                    .endMetadata()
                                    .build())
                    .serverSideApply();
        }
        client.resource(
                        new ServiceAccountBuilder()
                                .withNewMetadata()
                                .withName("default")
                                .withNamespace(NAMESPACE)
                                .endMetadata()
                                .build())
                .serverSideApply();
    }

    static KubernetesSettings settings(String installation) {
        return new KubernetesSettings(
                NAMESPACE,
                installation,
                "localhost/cloche/nothing:1",
                Map.of(),
                Map.of(),
                PodProfile.USERNS,
                "cloche.json",
                new Placement(Optional.empty(), Map.of(LABEL, "yes"), TOLERATIONS),
                MOST,
                4,
                Duration.ofHours(1),
                Optional.empty());
    }

    static void await(CountDownLatch latch) {
        try {
            boolean _ = latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// A row of a table in Markdown.
    static void row(Object... cells) {
        System.out.println(
                "| "
                        + String.join(
                                " | ",
                                Arrays.stream(cells)
                                        .map(cell ->
                                                cell instanceof Double number
                                                        ? String.format(
                                                                Locale.ROOT,
                                                                number < 100 ? "%.2f" : "%.0f",
                                                                number)
                                                        : String.valueOf(cell))
                                        .toList())
                        + " |");
        System.out.flush();
    }
}
