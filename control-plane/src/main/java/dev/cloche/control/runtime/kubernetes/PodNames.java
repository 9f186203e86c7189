package dev.cloche.control.runtime.kubernetes;

import dev.cloche.api.container.ContainerId;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import java.util.Optional;

/// What pods are called, and which container one is.
final class PodNames {

    static final String EXECUTOR = "executor";
    static final String INSTALLATION = "cloche.dev/installation";
    static final String CONTAINER = "cloche.dev/container";
    static final String TEMPLATE = "cloche.dev/template";
    static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    static final String COMPONENT = "app.kubernetes.io/component";

    private PodNames() {}

    /// A pod's name has no underscores.
    static String of(ContainerId id) {
        return id.value().replace('_', '-');
    }

    static Optional<ContainerId> container(Pod pod) {
        Map<String, String> labels = pod.getMetadata().getLabels();
        return Optional.ofNullable(labels)
                .map(all -> all.get(CONTAINER))
                .filter(value -> value.matches(ContainerId.PATTERN))
                .map(ContainerId::new);
    }
}
