package dev.cloche.control.runtime.kubernetes;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A namespace of its own in the cluster that KUBECONFIG names, for one test.
final class Cluster implements AutoCloseable {

    /// The image with the executor; it must be on the nodes or in a registry that they know.
    static final String IMAGE =
            Optional.ofNullable(System.getenv("CLOCHE_TEST_IMAGE"))
                    .orElse("localhost/cloche/python-basic:dev");

    private static final long PATIENCE_SECONDS = 60;

    private final KubernetesClient client = new KubernetesClientBuilder().build();
    private final String namespace;

    Cluster() {
        namespace =
                client.resource(
                                new NamespaceBuilder()
                                        .withNewMetadata()
                                        .withGenerateName("cloche-test-")
                                        .endMetadata()
                                        .build())
                        .create()
                        .getMetadata()
                        .getName();
        // Pods are refused until it is there.
        client.serviceAccounts()
                .inNamespace(namespace)
                .withName("default")
                .waitUntilCondition(Objects::nonNull, PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    KubernetesClient client() {
        return client;
    }

    String namespace() {
        return namespace;
    }

    /// Room for two.
    KubernetesSettings settings(PodProfile profile) {
        return settings(profile, IMAGE, Map.of());
    }

    KubernetesSettings settings(
            PodProfile profile, String image, Map<String, String> nodeSelector) {
        return new KubernetesSettings(
                namespace,
                "test",
                image,
                Map.of(),
                Map.of(),
                profile,
                "cloche.json",
                new Placement(Optional.empty(), nodeSelector, List.of()),
                2,
                4,
                Duration.ofSeconds(1),
                Optional.empty());
    }

    KubernetesRuntime runtime(KubernetesSettings settings) {
        return KubernetesRuntime.connect(settings);
    }

    @Override
    public void close() {
        client.namespaces().withName(namespace).delete();
        client.close();
    }
}
